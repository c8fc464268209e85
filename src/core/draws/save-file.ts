import { writeWholeFile } from '../runtime/files/write-whole-file.js';
import { drawErrors } from './errors.js';

/**
 * Writes a file to be published, so that its name always stands for a whole file, the old one or the new
 * one; makes the folder when it is missing. Errors: DRAW_WRITE.
 */
export async function saveFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWholeFile(path, content, 0o644);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw drawErrors.write({ path, reason }, error);
  }
}

/** One id of the pool a line, so that people can look for theirs; the rest as it comes. */
export function formatTranscript(transcript: object): string {
  return `${JSON.stringify(transcript, null, 1)}\n`;
}
