import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openDraftFile } from '../runtime/files/draft-file.js';
import { calendarErrors } from './errors.js';

/**
 * Writes a calendar so that its name always stands for a whole file, the old one or the new one; makes the
 * folder when it is missing. A file for one person is readable by its owner alone, because a ticket's code
 * opens a door.
 *
 * @throws CALENDAR_WRITE
 */
export async function saveCalendar(
  path: string,
  content: string,
  { isPersonal }: { isPersonal: boolean },
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const mode = isPersonal ? 0o600 : 0o644;
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
  } catch (error) {
    throw calendarErrors.write({ path, reason: codeOf(error) }, error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
