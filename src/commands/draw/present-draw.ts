import { resolve } from 'node:path';
import type { DrawDocument } from '../../core/draws/draw-document.js';
import type { Commitment } from '../../core/draws/draw-transcript.js';
import type { Transcript } from '../../core/draws/schema.js';
import type { ShownDraw } from '../../core/draws/show-draw.js';
import type { Context } from '../../core/runtime/context.js';
import type { CommandSession } from '../define-command.js';

/** A draw as `--json` gives it out, with the zone in which people read its times. */
export interface PresentedDraw {
  draw: DrawDocument & {
    /** Null until it is drawn, and where nobody asked for it. */
    transcript: Transcript | null;
    /** The file that was written. */
    transcriptFile: string | null;
    /** Where holders of tickets ask; null without a public address. */
    checkUrl: string | null;
  };
  timezone: string;
  /** Whether people are shown by their numbers alone. */
  anonymous: boolean;
}

/**
 * Writes the transcript where it is wanted and gives the draw out. The pool is read only for that: it may
 * be long. Errors: DRAW_WRITE.
 */
export async function presentDraw(
  session: CommandSession,
  { context, shown }: { context: Context; shown: ShownDraw },
  transcriptPath: string | undefined,
): Promise<PresentedDraw> {
  const file = transcriptPath === undefined ? null : resolve(session.cwd, transcriptPath);
  let transcript: Transcript | Commitment | undefined;
  if (file !== null || (session.globals.json && shown.draw.outcome)) {
    const { transcriptOf } = await import('../../core/draws/show-draw.js');
    transcript = await transcriptOf(context, shown);
  }
  if (file !== null && transcript) {
    const { formatTranscript, saveFile } = await import('../../core/draws/save-file.js');
    await saveFile(file, formatTranscript(transcript));
  }
  const { checkAddress } = await import('../../core/draws/check-ticket.js');
  const drawn = transcript && !('commitment' in transcript) ? (transcript as Transcript) : null;
  const draw = {
    ...shown.document,
    transcript: drawn,
    transcriptFile: file,
    checkUrl: checkAddress(context, shown.draw) ?? null,
  };
  const { timezone, features } = shown.event;
  return { draw, timezone, anonymous: features.anonymousMode };
}
