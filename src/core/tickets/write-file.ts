import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crashPoint } from '../runtime/crash-points.js';
import { EvmError } from '../runtime/errors.js';
import { openDraftFile, removeAbandonedDrafts } from '../runtime/files/draft-file.js';
import { ticketErrors } from './errors.js';

/**
 * Writes a file so that its name always stands for a whole file, the old one or the new one; only
 * the owner may read it, because a ticket opens a door. Makes the folder when it is missing. A
 * process killed on the way leaves at most a hidden draft, see `removeDrafts`.
 *
 * Errors: TICKET_WRITE.
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  await writeInParts(file, async (append) => await append(content));
}

/** The same for a file that `produce` writes piece by piece; when it throws, nothing is changed. */
export async function writeInParts(
  file: string,
  produce: (append: (content: string | Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const draft = await explain(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    return await openDraftFile(file, async (path) => await open(path, 'wx', 0o600));
  });
  const { handle } = draft;
  try {
    try {
      await produce(async (content) => {
        await explain(file, async () => await append(handle, content));
      });
      // Synced before it gets its name: else a power cut could leave the name and nothing behind it.
      await explain(file, async () => await handle.sync());
    } finally {
      await handle.close();
    }
    await explain(file, draft.publish);
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** Removes what killed processes left half written in a folder of tickets. Errors: TICKET_WRITE. */
export async function removeDrafts(folder: string): Promise<void> {
  await explain(folder, async () => {
    await mkdir(folder, { recursive: true });
    await removeAbandonedDrafts(folder);
  });
}

/** True when the file has exactly this content already. Errors: TICKET_WRITE. */
export async function hasContent(file: string, content: Uint8Array): Promise<boolean> {
  return await explain(file, async () => {
    try {
      return (await readFile(file)).equals(content);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  });
}

async function append(handle: FileHandle, content: string | Uint8Array): Promise<void> {
  await crashPoint('tickets: write file', async () => await handle.writeFile(content));
}

async function explain<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EvmError) throw error;
    throw ticketErrors.write({ path, reason: codeOf(error) }, error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
