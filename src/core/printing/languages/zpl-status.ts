import type { PrinterProblem } from '../schema.js';
import type { EndReading, StatusReading } from './print-language.js';

/** ~HS: three lines between STX and ETX (ZPL II programming guide, "Host Status Return"). */
export function readZplStatus(answer: Buffer): StatusReading {
  const reading = readHostStatus(answer);
  if (reading.kind !== 'status') return reading;
  return reading.fault ? problem(reading.fault) : { kind: 'ready' };
}

/** Printed when nothing waits in the buffer and no label is left of the batch. */
export function readZplEnd(answer: Buffer): EndReading {
  const reading = readHostStatus(answer);
  if (reading.kind !== 'status') return reading;
  if (reading.fault) return problem(reading.fault);
  return reading.waiting > 0 ? { kind: 'busy' } : { kind: 'printed' };
}

type HostStatus =
  | { kind: 'incomplete' }
  | { kind: 'problem'; problem: PrinterProblem }
  | { kind: 'status'; fault: PrinterProblem | undefined; waiting: number };

const line = String.raw`\x02([0-9,]*)\x03\r?\n?`;
const whole = new RegExp(`^${line}${line}${line}$`);
/** What a beginning of an answer may be made of. */
const part = /^[\x02\x03\r\n0-9,]{0,120}$/;

function readHostStatus(answer: Buffer): HostStatus {
  const text = answer.toString('latin1');
  if (!part.test(text) || (text !== '' && !text.startsWith('\x02'))) return problem('garbage');
  const lines = whole.exec(text);
  if (!lines)
    return (text.match(/\x03/g)?.length ?? 0) < 3 ? { kind: 'incomplete' } : problem('garbage');
  const [first, second] = [lines[1] as string, lines[2] as string].map((one) => one.split(','));
  if (first?.length !== 12 || second?.length !== 11) return problem('garbage');
  const isSet = (values: readonly string[], at: number) => Number(values[at]) > 0;
  // Formats received, one half received, and labels that are left.
  const waiting = Number(first[4]) + Number(first[7]) + Number(second[8]);
  return { kind: 'status', fault: faultOf(), waiting };

  function faultOf(): PrinterProblem | undefined {
    if (!first || !second) return 'garbage';
    if (isSet(second, 2)) return 'cover_open';
    if (isSet(first, 1)) return 'paper_out';
    // Ribbon out; memory lost; too hot or too cold.
    if (isSet(second, 3) || [9, 10, 11].some((at) => isSet(first, at))) return 'error';
    return isSet(first, 2) ? 'offline' : undefined;
  }
}

function problem(of: PrinterProblem): { kind: 'problem'; problem: PrinterProblem } {
  return { kind: 'problem', problem: of };
}
