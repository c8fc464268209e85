import { chunksFor, type FontChunk, type FontFamily } from './font-packages.js';

/** A text of which every character has a glyph, and the files that have them. */
export interface CoveredText {
  /** On one line, in NFC, without what cannot be drawn. */
  text: string;
  /** In the order in which they are to be tried. */
  chunks: readonly FontChunk[];
  /** How many characters were left out or replaced. */
  missing: number;
}

/**
 * What of a text the bundled fonts can draw. No font of the machine is ever asked, so a badge looks the
 * same everywhere, and no character becomes an empty box:
 *
 * - what has no glyph is tried in its plain form (`𝓚` is K, `Ẅ` with a mark too many is Ẅ or W);
 * - a run of letters or digits that has none becomes `…`: somebody notices that a part of a name is not there;
 * - emoji and symbols that have none are left out, as are controls, marks of direction and variation selectors;
 * - white space of any kind is one space. At most two marks are stacked on a letter.
 */
export function coverText(text: string, family: FontFamily): CoveredText {
  const used = new Set<FontChunk>();
  let missing = 0;
  let covered = '';
  for (const cluster of clustersOf(text.normalize('NFC'))) {
    if (/^\s/u.test(cluster)) {
      covered += ' ';
      continue;
    }
    const visible = cluster.replace(invisible, '');
    if (visible === '') continue;
    const drawn = draw(visible, family);
    if (drawn) {
      covered += drawn.text;
      for (const chunk of drawn.chunks) used.add(chunk);
    } else if (/[\p{L}\p{N}]/u.test(visible) && !covered.endsWith(omission)) {
      covered += omission;
    }
    if (drawn?.text !== visible) missing++;
  }
  const line = covered.replace(/ +/g, ' ').trim();
  // Spaces and what stands for the rest of a text that is cut are always at hand.
  for (const chunk of draw(omission, family)?.chunks ?? []) used.add(chunk);
  return { text: line, chunks: inOrder(used, family), missing };
}

/** Stands for what is not there: characters without a glyph, the rest of a text that is too long. */
export const omission = '…';
/** Controls, formats, private and unassigned characters, halves of pairs, what Unicode wants ignored. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const mayCluster = /[\p{M}\p{Cf}\p{Extended_Pictographic}\p{RI}\u1100-\u11ff]/u;
const mostMarks = 2;
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

function clustersOf(text: string): string[] {
  if (!mayCluster.test(text)) return [...text];
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

interface DrawnCluster {
  text: string;
  chunks: FontChunk[];
}

function draw(cluster: string, family: FontFamily): DrawnCluster | undefined {
  const [base = '', ...marks] = [...cluster];
  if (/^\p{M}/u.test(base)) return undefined;
  const isScriptOfMarks = /\p{Script=Devanagari}/u.test(base);
  const whole = isScriptOfMarks ? cluster : [base, ...marks.slice(0, mostMarks)].join('');
  // Letters and their marks come from one file, else the canvas would look for a font that has them all.
  return (
    inOneFile(whole, family) ??
    inOneFile(base, family) ??
    eachAlone(cluster.normalize('NFKC'), family) ??
    eachAlone([...cluster.normalize('NFKD')].find((one) => !/\p{M}/u.test(one)) ?? '', family)
  );
}

function inOneFile(text: string, family: FontFamily): DrawnCluster | undefined {
  const codePoints = [...text].map((character) => character.codePointAt(0) as number);
  // Emoji that are text as well would get the text's glyph and lose their colour and much of their sense.
  if (/\p{Emoji_Presentation}/u.test(text)) return undefined;
  const chunk = chunksFor(codePoints[0] as number, family).find((one) =>
    codePoints.every((codePoint) => one.covers(codePoint)),
  );
  return chunk && { text, chunks: [chunk] };
}

function eachAlone(text: string, family: FontFamily): DrawnCluster | undefined {
  const drawn = [...text.trim()].map((character) => inOneFile(character, family));
  if (drawn.length === 0 || drawn.some((one) => one === undefined)) return undefined;
  const parts = drawn as DrawnCluster[];
  return {
    text: parts.map((one) => one.text).join(''),
    chunks: parts.flatMap((one) => one.chunks),
  };
}

/** The canvas takes the first file that has a glyph, so the order of preference holds for the whole text. */
function inOrder(used: ReadonlySet<FontChunk>, family: FontFamily): FontChunk[] {
  if (used.size < 2) return [...used];
  const rank = (chunk: FontChunk) => (chunk.family.startsWith('evm noto-sans ') ? 0 : 1);
  const own = family.slice(-2).toLowerCase();
  const isOwn = (chunk: FontChunk) => (chunk.family.startsWith(`evm noto-sans-${own} `) ? 0 : 1);
  return [...used].sort((a, b) => rank(a) - rank(b) || isOwn(a) - isOwn(b));
}
