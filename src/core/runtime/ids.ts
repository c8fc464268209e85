import type { Clock } from './clock.js';
import type { Random } from './random.js';

/** Makes the ids of rows: UUIDv7 (RFC 9562), which sort in the order in which they were made. */
export interface Ids {
  next(): string;
}

/**
 * Within a millisecond (and where the clock goes back) the 12 bits after the time count up, from a
 * random start in their lower half: RFC 9562, 6.2, method 1. The order is that of one process.
 */
export function createIds(clock: Clock, random: Random): Ids {
  let millisecond = 0;
  let counter = 0;

  function tick(start: number): void {
    const now = clock.now().getTime();
    const isLater = now > millisecond;
    counter = isLater ? start : counter + 1;
    if (isLater) millisecond = now;
    if (counter <= 0xfff) return;
    millisecond += 1;
    counter = 0;
  }

  return {
    next() {
      const bytes = random.bytes(16);
      tick(bytes.readUInt16BE(6) & 0x7ff);
      bytes.writeUIntBE(millisecond, 0, 6);
      bytes.writeUInt16BE(0x7000 | counter, 6);
      bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}

/** A random UUID (version 4, RFC 9562, 5.4) as its bytes: it does not tell when or after which other it was made. */
export function randomIdBytes(random: Random): Buffer {
  const bytes = random.bytes(16);
  bytes[6] = 0x40 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  return bytes;
}
