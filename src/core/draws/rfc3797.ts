import { createHash } from 'node:crypto';

/**
 * A source as RFC 3797, section 4, writes it: numbers sorted, each followed by a point, then a slash; a
 * text without punctuation and spaces in upper case, then a slash.
 */
export type Rfc3797Source = readonly number[] | string;

/** The canonical key of RFC 3797, 4.1: all sources, in the order that was announced. */
export function keyOf(sources: readonly Rfc3797Source[]): string {
  return sources
    .map((source) => `${typeof source === 'string' ? wordOf(source) : numbersOf(source)}/`)
    .join('');
}

/**
 * Selects positions (from 1) of a pool of `size`, each once, in the order of their selection: RFC 3797,
 * sections 3.3 and 5.
 */
export function selectPositions(
  key: string,
  { size, count }: { size: number; count: number },
): number[] {
  const remaining = Array.from({ length: size }, (_, index) => index + 1);
  const selected: number[] = [];
  for (let round = 0; round < count && remaining.length > 0; round++) {
    const prefix = Buffer.from([round >> 8, round & 0xff]);
    const digest = createHash('md5').update(prefix).update(key).update(prefix).digest('hex');
    const index = Number(BigInt(`0x${digest}`) % BigInt(remaining.length));
    selected.push(...remaining.splice(index, 1));
  }
  return selected;
}

function numbersOf(numbers: readonly number[]): string {
  return [...numbers]
    .sort((left, right) => left - right)
    .map((number) => `${number}.`)
    .join('');
}

function wordOf(text: string): string {
  return text.replace(/[^A-Za-z0-9.]/g, '').toUpperCase();
}
