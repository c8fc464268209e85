import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readCmap } from './read-cmap.js';

/**
 * What a template may call for. It decides which forms Han characters have where the countries
 * write them differently; everything else looks the same.
 */
export const fontFamilies = [
  'Noto Sans KR',
  'Noto Sans JP',
  'Noto Sans SC',
  'Noto Sans TC',
] as const;
export type FontFamily = (typeof fontFamilies)[number];

/** One file of a font: the characters of a part of Unicode. */
export interface FontChunk {
  /** The name under which the canvas knows it. */
  family: string;
  file: string;
  /** True when the file has a glyph. Ranges promise more than there is: Noto Sans KR has no `ł`. */
  covers(codePoint: number): boolean;
}

const require = createRequire(import.meta.url);

/** Where each font says which of its files is for which characters. */
const indexes = {
  'noto-sans': () => require.resolve('@fontsource-variable/noto-sans/unicode.json'),
  'noto-sans-kr': () => require.resolve('@fontsource-variable/noto-sans-kr/unicode.json'),
  'noto-sans-jp': () => require.resolve('@fontsource-variable/noto-sans-jp/unicode.json'),
  'noto-sans-sc': () => require.resolve('@fontsource-variable/noto-sans-sc/unicode.json'),
  'noto-sans-tc': () => require.resolve('@fontsource-variable/noto-sans-tc/unicode.json'),
} as const;
type FontPackage = keyof typeof indexes;

/**
 * Latin, Greek and Cyrillic come from Noto Sans, which has all of their letters in one design; the others
 * have some of them. Han characters come from the family asked for and then from its neighbours.
 */
const order: Record<FontFamily, readonly FontPackage[]> = {
  'Noto Sans KR': ['noto-sans', 'noto-sans-kr', 'noto-sans-jp', 'noto-sans-tc', 'noto-sans-sc'],
  'Noto Sans JP': ['noto-sans', 'noto-sans-jp', 'noto-sans-kr', 'noto-sans-tc', 'noto-sans-sc'],
  'Noto Sans SC': ['noto-sans', 'noto-sans-sc', 'noto-sans-tc', 'noto-sans-jp', 'noto-sans-kr'],
  'Noto Sans TC': ['noto-sans', 'noto-sans-tc', 'noto-sans-jp', 'noto-sans-kr', 'noto-sans-sc'],
};

/** The files meant for a character, in order of preference; each is read when it is first asked. */
export function chunksFor(codePoint: number, family: FontFamily): FontChunk[] {
  return order[family].flatMap((name) =>
    (rangesOf(name).get(codePoint >> blockBits) ?? [])
      .filter(({ first, last }) => codePoint >= first && codePoint <= last)
      .map(({ chunk }) => chunk),
  );
}

interface ChunkRange {
  first: number;
  last: number;
  chunk: FontChunk;
}

/** The ranges that reach into each block of 256 code points: there are thousands of ranges in all. */
type RangesByBlock = ReadonlyMap<number, readonly ChunkRange[]>;

const blockBits = 8;
const loaded = new Map<FontPackage, RangesByBlock>();

function rangesOf(name: FontPackage): RangesByBlock {
  const known = loaded.get(name);
  if (known) return known;
  const index = indexes[name]();
  const blocks = new Map<number, ChunkRange[]>();
  for (const [key, text] of Object.entries<string>(JSON.parse(readFileSync(index, 'utf8')))) {
    const part = key.replace(/[[\]]/g, '');
    const file = join(dirname(index), 'files', `${name}-${part}-wght-normal.woff2`);
    const chunk = createChunk(`evm ${name} ${part}`, file);
    for (const [first, last] of parseRanges(text)) {
      for (let block = first >> blockBits; block <= last >> blockBits; block++) {
        const ranges = blocks.get(block) ?? [];
        ranges.push({ first, last, chunk });
        blocks.set(block, ranges);
      }
    }
  }
  loaded.set(name, blocks);
  return blocks;
}

function createChunk(family: string, file: string): FontChunk {
  let codePoints: ReadonlySet<number> | undefined;
  return {
    family,
    file,
    covers(codePoint) {
      codePoints ??= readCmap(readFileSync(file));
      return codePoints.has(codePoint);
    },
  };
}

/** `U+20-7e,U+a0`: as CSS writes it. */
function parseRanges(text: string): (readonly [number, number])[] {
  return text.split(',').map((range) => {
    const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
  });
}
