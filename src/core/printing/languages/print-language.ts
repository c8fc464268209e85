import type { Bitmap } from '../../badges/bitmap.js';
import type { PrinterProblem, PrinterProfile } from '../schema.js';

/** What the bytes that a printer has sent so far say about its state. */
export type StatusReading =
  | { kind: 'incomplete' }
  | { kind: 'ready' }
  | { kind: 'problem'; problem: PrinterProblem };

/** What they say about the badge that was sent. `busy`: it is at it, and is to be asked again. */
export type EndReading =
  | { kind: 'incomplete' }
  | { kind: 'printed' }
  | { kind: 'busy' }
  | { kind: 'problem'; problem: PrinterProblem };

/** How a kind of printer is spoken to. Pure: bytes out, bytes in. */
export interface PrintLanguage {
  /** A whole badge: one label that comes out, cut where the profile says so. */
  encode(bitmap: Bitmap, profile: PrinterProfile): Buffer;
  /** Asks how the printer is; answered at once. */
  readonly question: Buffer;
  readStatus(answer: Buffer, profile: PrinterProfile): StatusReading;
  /** Sent behind a badge, and again while it is busy: its answer tells that the badge is printed. */
  readonly endQuestion: Buffer;
  readEnd(answer: Buffer, profile: PrinterProfile): EndReading;
}
