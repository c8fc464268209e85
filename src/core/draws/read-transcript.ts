import { drawErrors } from './errors.js';
import { Transcript } from './schema.js';

/** The transcript in a file's text. Throws TRANSCRIPT_UNREADABLE, naming the first field that is wrong. */
export function readTranscript(text: string, file: string): Transcript {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw drawErrors.transcriptUnreadable({ file, reason: 'it is not JSON' }, error);
  }
  const result = Transcript.safeParse(parsed);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') || 'the document';
  throw drawErrors.transcriptUnreadable({ file, reason: `${where}: ${issue?.message ?? 'wrong'}` });
}
