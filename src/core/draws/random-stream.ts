import { createHmac } from 'node:crypto';

/** Unbiased whole numbers from a seed: anyone who has the seed gets the same ones. */
export interface RandomStream {
  /** A number from 0 to `n` − 1, each with the same chance; `n` is 1 to 2^53. */
  int(n: number): number;
}

const range = 1n << 64n;

/**
 * The stream of evm-draw-v1: the first 8 bytes of HMAC-SHA-256(seed, uint64be(counter)) for the counters
 * 0, 1, 2, …; a number that would favour small remainders is thrown away.
 */
export function createRandomStream(seed: Uint8Array): RandomStream {
  const counter = Buffer.alloc(8);
  let count = 0n;

  function next(): bigint {
    counter.writeBigUInt64BE(count);
    count += 1n;
    return createHmac('sha256', seed).update(counter).digest().readBigUInt64BE();
  }

  return {
    int(n) {
      const size = BigInt(n);
      const limit = range - (range % size);
      for (;;) {
        const value = next();
        if (value < limit) return Number(value % size);
      }
    },
  };
}
