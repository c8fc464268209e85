import { breakText, type TextUnit, toGraphemes } from './break-text.js';
import { omission } from './fonts/cover-text.js';

/** Where a text goes, and how large it may be; all in one unit, points. */
export interface TextSpace {
  width: number;
  height: number;
  fontSize: number;
  minFontSize: number;
  /** The most lines. */
  lines: number;
}

export interface LaidOutText {
  fontSize: number;
  lines: string[];
  /** True when the text did not fit and ends with `…`. */
  cut: boolean;
}

/** Of the font size, from line to line. Room for the marks of Vietnamese capitals. */
export const lineHeight = 1.2;
/** Few sizes, so that the glyphs of one badge can be used again for the next. */
const sizeStep = 0.5;

/**
 * Sets a text as large as its space allows: broken between words, then smaller down to the least size,
 * then broken anywhere, then cut. Lines are made about equally long. `measure` gives the width of a piece
 * at font size 1; widths grow with the size.
 */
export function layOutText(
  text: string,
  space: TextSpace,
  measure: (piece: string) => number,
): LaidOutText {
  const fontSize = Math.min(space.fontSize, space.height / lineHeight);
  const least = Math.min(space.minFontSize, fontSize);
  const words = measureAll(breakText(text), measure);
  for (let size = fontSize; size > least - sizeStep; size -= sizeStep) {
    const used = Math.max(size, least);
    const lines = wrapAt(words, space, used);
    if (lines) return { fontSize: used, lines: lines.map(join), cut: false };
  }
  const pieces = splitWideWords(words, { width: space.width / least, measure });
  const isWhole = textOf(pieces).length === textOf(words).length;
  const lines = wrapAt(pieces, space, least);
  if (lines && isWhole) return { fontSize: least, lines: lines.map(join), cut: false };
  return { fontSize: least, lines: cutAt(pieces, space, { size: least, measure }), cut: true };
}

interface Measured extends TextUnit {
  width: number;
  /** Of the space before it; 0 where there is none. */
  gap: number;
}

function measureAll(units: readonly TextUnit[], measure: (piece: string) => number): Measured[] {
  const gap = measure(' ');
  return units.map((unit) => ({
    ...unit,
    width: measure(unit.text),
    gap: unit.hasSpaceBefore ? gap : 0,
  }));
}

/** Words that are too wide for a line, broken anywhere; a letter that is too wide is left out. */
function splitWideWords(
  words: readonly Measured[],
  { width, measure }: { width: number; measure: (piece: string) => number },
): Measured[] {
  return words.flatMap((word) => {
    if (word.width <= width) return [word];
    const letters = toGraphemes(word.text).map(({ text }, index) => ({
      text,
      hasSpaceBefore: index === 0 && word.hasSpaceBefore,
      width: measure(text),
      gap: index === 0 ? word.gap : 0,
    }));
    return letters.filter((letter) => letter.width <= width);
  });
}

function wrapAt(units: readonly Measured[], space: TextSpace, size: number) {
  const most = mostLines(space, size);
  const width = space.width / size;
  const lines = wrap(units, width);
  if (!lines || lines.length > most) return undefined;
  return lines.length < 2 ? lines : balance(units, width, lines.length);
}

function mostLines({ height, lines }: TextSpace, size: number): number {
  return Math.max(1, Math.min(lines, Math.floor(height / (size * lineHeight) + 1e-6)));
}

/** Lines no wider than `width`; undefined when a single unit is. */
function wrap(units: readonly Measured[], width: number): Measured[][] | undefined {
  const lines: Measured[][] = [];
  let used = 0;
  for (const unit of units) {
    if (unit.width > width) return undefined;
    const line = lines.at(-1);
    if (line && used + unit.gap + unit.width <= width) {
      line.push(unit);
      used += unit.gap + unit.width;
    } else {
      lines.push([unit]);
      used = unit.width;
    }
  }
  return lines;
}

/** The narrowest lines that are no more in number. */
function balance(units: readonly Measured[], width: number, count: number): Measured[][] {
  let tooNarrow = 0;
  let wide = width;
  for (let round = 0; round < 8; round++) {
    const middle = (tooNarrow + wide) / 2;
    const lines = wrap(units, middle);
    if (lines && lines.length <= count) wide = middle;
    else tooNarrow = middle;
  }
  return wrap(units, wide) as Measured[][];
}

function join(line: readonly Measured[]): string {
  return textOf(line).trimStart();
}

/** The lines that there is room for, the last one with as many of its letters as leave room for `…`. */
function cutAt(
  units: readonly Measured[],
  space: TextSpace,
  { size, measure }: { size: number; measure: (piece: string) => number },
): string[] {
  const width = space.width / size;
  const lines = (wrap(units, width) ?? []).slice(0, mostLines(space, size)).map(join);
  const letters = toGraphemes(lines.at(-1) ?? '');
  const room = width - measure(omission);
  while (letters.length > 0 && measure(textOf(letters)) > room) letters.pop();
  return [...lines.slice(0, -1), textOf(letters) + omission];
}

function textOf(letters: readonly TextUnit[]): string {
  return letters.map(({ text, hasSpaceBefore }) => (hasSpaceBefore ? ` ${text}` : text)).join('');
}
