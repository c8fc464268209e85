import { createHash } from 'node:crypto';
import type { Shuffle } from './shuffle.js';

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
 * The canonical key of sources as a person writes them, `9319 / 2, 5, 12, 8, 10`: slashes between sources,
 * whole numbers apart from each other by commas, points or spaces, or else a text. A canonical key gives
 * itself. Empty when there is no source, or one of them says nothing.
 */
export function readKey(text: string): string {
  const sources = text.trim().replace(/\/$/, '').split('/');
  const read = sources.map((source): Rfc3797Source => {
    const numbers = source.split(/[\s,.]+/).filter((part) => part !== '');
    const isNumeric = numbers.length > 0 && numbers.every((part) => /^\d{1,15}$/.test(part));
    return isNumeric ? numbers.map(Number) : source;
  });
  const isEmpty = read.some((source) => typeof source === 'string' && wordOf(source) === '');
  return isEmpty ? '' : keyOf(read);
}

/** The prefix of each round has two bytes. */
export const mostRounds = 65_536;

/**
 * Positions (from 0) of a pool of `length`, each once, in the order of their selection: RFC 3797, sections
 * 3.3 and 5. Ends after 65,536 of them.
 */
export function createRfcShuffle(key: string, length: number): Shuffle {
  /** What is selected, rising. */
  const gone: number[] = [];
  return {
    next() {
      const round = gone.length;
      if (round >= Math.min(length, mostRounds)) return undefined;
      const prefix = Buffer.from([round >> 8, round & 0xff]);
      const digest = createHash('md5').update(prefix).update(key).update(prefix).digest('hex');
      let position = Number(BigInt(`0x${digest}`) % BigInt(length - round));
      let at = 0;
      for (; at < gone.length && (gone[at] as number) <= position; at++) position += 1;
      gone.splice(at, 0, position);
      return position;
    },
  };
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
