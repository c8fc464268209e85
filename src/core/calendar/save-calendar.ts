import { writeWholeFile } from '../runtime/files/write-whole-file.js';
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
    await writeWholeFile(path, content, isPersonal ? 0o600 : 0o644);
  } catch (error) {
    throw calendarErrors.write({ path, reason: codeOf(error) }, error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
