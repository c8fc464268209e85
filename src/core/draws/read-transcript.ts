import { drawErrors } from './errors.js';
import { type Transcript, transcriptShape } from './schema.js';

/** The transcript in a file's text. Throws TRANSCRIPT_UNREADABLE, naming the first field that is wrong. */
export function readTranscript(text: string, file: string): Transcript {
  const document = parse(text, file);
  if (document.commitment === true) {
    const reason = 'it is the commitment that was made before; the draw is in another file';
    throw drawErrors.transcriptUnreadable({ file, reason });
  }
  const result = transcriptShape(document.version).safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') || 'the document';
  throw drawErrors.transcriptUnreadable({ file, reason: `${where}: ${issue?.message ?? 'wrong'}` });
}

/** What was published with a commitment, in a file's text. Throws TRANSCRIPT_UNREADABLE. */
export function readCommitment(text: string, file: string): Record<string, unknown> {
  const document = parse(text, file);
  if (document.commitment === true) return document;
  throw drawErrors.transcriptUnreadable({ file, reason: 'it is not what draw commit has written' });
}

function parse(text: string, file: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw drawErrors.transcriptUnreadable({ file, reason: 'it is not JSON' }, error);
  }
  if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  throw drawErrors.transcriptUnreadable({ file, reason: 'it is not a document' });
}
