import type { PrinterProblem } from '../schema.js';
import type { EndReading, StatusReading } from './print-language.js';

/** The four bytes that answer DLE EOT 1 to 4 (Epson ESC/POS, DLE EOT). */
export function readEscposStatus(answer: Buffer): StatusReading {
  if (answer.some((byte) => !isRealTime(byte))) return problem('garbage');
  if (answer.length < 4) return { kind: 'incomplete' };
  if (answer.length > 4) return problem('garbage');
  const [printer, offline, error, paper] = answer as unknown as [number, number, number, number];
  if (offline & 0x04) return problem('cover_open');
  if (paper & 0x60 || offline & 0x20) return problem('paper_out');
  if (error & 0x68 || offline & 0x40) return problem('error');
  if (printer & 0x08) return problem('offline');
  return { kind: 'ready' };
}

/** The one byte that answers GS r 1; answers to DLE EOT that came late are passed over. */
export function readEscposEnd(answer: Buffer): EndReading {
  const [end, ...others] = answer.filter((byte) => !isRealTime(byte));
  if (end === undefined) return { kind: 'incomplete' };
  if (others.length > 0 || end & 0xf0) return problem('garbage');
  // The paper ended under it: whether all of the badge is on the paper, nobody knows.
  return end & 0x0c ? problem('paper_out') : { kind: 'printed' };
}

/** Bits 0 and 7 are 0, bits 1 and 4 are 1 in every answer to DLE EOT. */
function isRealTime(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

function problem(of: PrinterProblem): { kind: 'problem'; problem: PrinterProblem } {
  return { kind: 'problem', problem: of };
}
