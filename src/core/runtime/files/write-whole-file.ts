import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openDraftFile } from './draft-file.js';

/**
 * Writes a file so that its name always stands for a whole file, the old one or the new one; makes the
 * folder when it is missing. Fails with the error of the system.
 * @param mode who may read it, such as 0o600
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = await openDraftFile(path, async (name) => await open(name, 'wx', mode));
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
}
