import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openDraftFile } from '../runtime/files/draft-file.js';
import { drawErrors } from './errors.js';

/**
 * Writes a file to be published, so that its name always stands for a whole file, the old one or the new
 * one; makes the folder when it is missing. Errors: DRAW_WRITE.
 */
export async function saveFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const draft = await openDraftFile(path, async (name) => await open(name, 'wx', 0o644));
    try {
      try {
        await draft.handle.writeFile(content);
        // Synced before it gets its name: else a power cut could leave the name and nothing behind it.
        await draft.handle.sync();
      } finally {
        await draft.handle.close();
      }
      await draft.publish();
    } finally {
      await draft.discard();
    }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw drawErrors.write({ path, reason }, error);
  }
}

/** One id of the pool a line, so that people can look for theirs; the rest as it comes. */
export function formatTranscript(transcript: object): string {
  return `${JSON.stringify(transcript, null, 1)}\n`;
}
