import type { Bitmap } from '../../src/core/badges/bitmap.js';

/** What came out of a virtual printer: whole badges in order, and what is on the unfinished one. */
export interface Paper {
  readonly badges: readonly Bitmap[];
  /** Rows of the badge that is being printed. */
  readonly rows: number;
  /** Names of the commands that were understood, in order. */
  readonly commands: readonly string[];
  /** The first bytes that were no known command; undefined while everything was understood. */
  readonly nonsense: string | undefined;
}

/** Takes the bytes of one language in pieces of any size, and prints. */
export interface Decoder {
  readonly paper: Paper;
  /** Questions among the bytes, for the printer to answer. */
  take(bytes: Buffer): string[];
}

/** Rows of bytes that become a picture when the badge is cut. */
export function createSheet(onRow: () => void = () => {}) {
  let rows: Buffer[] = [];
  const badges: Bitmap[] = [];
  return {
    badges,
    get rows() {
      return rows.length;
    },
    add(row: Buffer): void {
      rows.push(Buffer.from(row));
      onRow();
    },
    cut(width = (rows[0]?.length ?? 0) * 8): void {
      if (rows.length === 0) return;
      badges.push({ width, height: rows.length, data: Buffer.concat(rows) });
      rows = [];
    },
    clear(): void {
      rows = [];
    },
  };
}

/** One command of a language: how its bytes begin, and how many more belong to it. */
export interface Command {
  name: string;
  begins: readonly number[];
  /** The whole length from what is there; undefined while more has to come to know it. */
  length(bytes: Buffer): number | undefined;
  act?(bytes: Buffer): void;
}

/** Cuts a stream into the commands of a table, byte by byte where it has to wait. */
export function createReader(table: readonly Command[], onNonsense: (bytes: Buffer) => void) {
  let waiting: Buffer = Buffer.alloc(0);
  return function take(bytes: Buffer, onCommand: (name: string) => void): void {
    waiting = Buffer.concat([waiting, bytes]);
    while (waiting.length > 0) {
      const known = table.find(({ begins }) => begins.every((byte, at) => waiting[at] === byte));
      if (!known) {
        const mayBecome = table.some(
          ({ begins }) =>
            begins.length > waiting.length && waiting.every((byte, at) => byte === begins[at]),
        );
        if (mayBecome) return;
        onNonsense(waiting);
        waiting = waiting.subarray(1);
        continue;
      }
      const length = known.length(waiting);
      if (length === undefined || waiting.length < length) return;
      const command = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      onCommand(known.name);
      known.act?.(command);
    }
  };
}

export const fixed = (length: number) => () => length;
