import { type Delimiter, delimiters } from './file-inspection.js';

const sampleRecords = 20;

export interface DelimiterGuess {
  delimiter: Delimiter;
  /** True when the first line is Excel's `sep=;`. */
  separatorLine: boolean;
}

/**
 * The delimiter that cuts the first 20 records into the same number of cells most often; quoted
 * cells are respected. A file with one column gets the comma.
 * @param complete whether `text` is the whole file, so that its last record is whole too
 */
export function detectDelimiter(text: string, complete: boolean): DelimiterGuess {
  const announced = /^\uFEFF?"?sep=([,;\t|])"?\r?\n/i.exec(text)?.[1] as Delimiter | undefined;
  if (announced) return { delimiter: announced, separatorLine: true };
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const score = scoreOf(cellCounts(text, delimiter, complete));
    if (score > best.score) best = { delimiter, score };
  }
  return { delimiter: best.delimiter, separatorLine: false };
}

/** How many records agree with the header; more columns break a tie. */
function scoreOf(counts: readonly number[]): number {
  const [header = 0, ...rest] = counts;
  if (header < 2) return 0;
  const agreeing = rest.filter((cells) => cells === header).length;
  return (agreeing + 1) / (rest.length + 1) + header / 100_000;
}

function cellCounts(text: string, delimiter: Delimiter, complete: boolean): number[] {
  const counts: number[] = [];
  let cells = 1;
  let quoted = false;
  let previous = '\n';
  let empty = true;
  for (const character of text) {
    if (counts.length === sampleRecords) return counts;
    if (quoted) {
      quoted = character !== '"';
    } else if (character === '\n' || character === '\r') {
      if (!empty) counts.push(cells);
      cells = 1;
      empty = true;
    } else {
      empty = false;
      if (character === delimiter) cells += 1;
      // A quote opens a cell at its start, and directly after a closing one it was an escaped quote.
      quoted = character === '"' && (previous === delimiter || /["\r\n\uFEFF]/.test(previous));
    }
    previous = character;
  }
  if (!empty && (complete || counts.length === 0)) counts.push(cells);
  return counts;
}
