import { randomFillSync } from 'node:crypto';

/** Cryptographically strong bytes; injected so that tests can repeat a run. */
export interface Random {
  /** `length` fresh bytes; the buffer belongs to the caller. */
  bytes(length: number): Buffer;
}

const poolBytes = 48 * 1024;

/**
 * The system's generator, read in large pieces: a row of an import needs about fifty bytes in
 * four portions, and a call into the generator for each portion would dominate its cost.
 */
export function createSystemRandom(): Random {
  let pool = Buffer.alloc(0);
  let offset = 0;
  return {
    bytes(length) {
      if (length > poolBytes) return randomFillSync(Buffer.alloc(length));
      if (offset + length > pool.length) {
        // A new buffer each time: slices of the old one are still in the callers' hands.
        pool = randomFillSync(Buffer.allocUnsafeSlow(poolBytes));
        offset = 0;
      }
      const bytes = pool.subarray(offset, offset + length);
      offset += length;
      return bytes;
    },
  };
}

/** Repeatable bytes for tests: a 32-bit xorshift stream from `seed`. Never for production. */
export function createSeededRandom(seed: number): Random {
  let state = seed | 0 || 1;
  return {
    bytes(length) {
      const bytes = Buffer.alloc(length);
      for (let index = 0; index < length; index++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        bytes[index] = state & 0xff;
      }
      return bytes;
    },
  };
}
