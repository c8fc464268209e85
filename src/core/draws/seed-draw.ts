import { createHash, createHmac } from 'node:crypto';

export const drawVersion = 'evm-draw-v1';

/** What is published before the draw, in hex: nobody can choose another secret afterwards. */
export function commitTo(secret: Uint8Array): string {
  return createHash('sha256').update(secret).digest('hex');
}

/**
 * The seed of evm-draw-v1, from the secret that was committed to and the entropy that was fixed later.
 * @param draw.entropy a text that nobody here controls; empty where there is none
 */
export function seedDraw(
  secret: Uint8Array,
  draw: { drawId: string; poolHash: string; entropy: string },
): Buffer {
  const { drawId, poolHash, entropy } = draw;
  return createHmac('sha256', secret)
    .update(`${drawVersion}\n${drawId}\n${poolHash}\n${entropy}\n`)
    .digest();
}
