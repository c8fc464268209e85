import type { PrinterProblem, PrinterProfile } from '../schema.js';
import { brotherLabelOf } from './brother-labels.js';
import type { EndReading, StatusReading } from './print-language.js';

const packetBytes = 32;

/** The 32 bytes that answer ESC i S. */
export function readBrotherStatus(answer: Buffer, profile: PrinterProfile): StatusReading {
  if (!beginsLikePackets(answer)) return problem('garbage');
  const packet = packetsOf(answer).at(-1);
  if (!packet) return { kind: 'incomplete' };
  const fault = faultOf(packet);
  if (fault) return problem(fault);
  const { tape, kind } = brotherLabelOf(profile.label);
  const type = kind === 'die-cut' ? 0x0b : 0x0a;
  if (packet[11] === 0) return problem('paper_out');
  const fits = packet[11] === type && packet[10] === tape.width && packet[17] === tape.length;
  return fits ? { kind: 'ready' } : problem('wrong_media');
}

/** What it tells of itself while it prints: changes of phase, an error, "printing completed". */
export function readBrotherEnd(answer: Buffer): EndReading {
  if (!beginsLikePackets(answer)) return problem('garbage');
  for (const packet of packetsOf(answer)) {
    const fault = faultOf(packet);
    if (fault) return problem(fault);
    if (packet[18] === 0x01) return { kind: 'printed' };
  }
  return { kind: 'incomplete' };
}

function packetsOf(answer: Buffer): Buffer[] {
  const whole = Math.floor(answer.length / packetBytes);
  return Array.from({ length: whole }, (_, index) =>
    answer.subarray(index * packetBytes, (index + 1) * packetBytes),
  );
}

/** 80 20 42 "B" of every packet, also of one of which the rest is still to come. */
function beginsLikePackets(answer: Buffer): boolean {
  return answer.every((byte, index) => {
    const at = index % packetBytes;
    return at > 2 || byte === [0x80, 0x20, 0x42][at];
  });
}

/** Bytes 8 and 9, error information; type 2 is "error occurred". */
function faultOf(packet: Buffer): PrinterProblem | undefined {
  const [first, second] = [packet[8] as number, packet[9] as number];
  if (second & 0x10) return 'cover_open';
  if (first & 0x03 || second & 0x40) return 'paper_out';
  if (second & 0x01) return 'wrong_media';
  if (first & 0x20) return 'offline';
  return first !== 0 || second !== 0 || packet[18] === 0x02 ? 'error' : undefined;
}

function problem(of: PrinterProblem): { kind: 'problem'; problem: PrinterProblem } {
  return { kind: 'problem', problem: of };
}
