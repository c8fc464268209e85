import { inputText } from '../participants/fields/field-input.js';
import {
  openTableWriter,
  type TableCell,
  type TableWriter,
} from '../runtime/tables/write-table.js';
import type { Cell, RawRow } from './raw-row.js';
import type { RowIssue } from './row-issue.js';

/** The report of rejected rows: nothing exists under its name until `publish`. */
export interface Rejects {
  add(row: RawRow, issues: readonly RowIssue[]): Promise<void>;
  /**
   * Puts the report in its place, durably; without any rejected row it has only its header. When that
   * fails, nothing is left behind.
   */
  publish(): Promise<void>;
  /** Leaves nothing behind; harmless after `publish`. */
  discard(): Promise<void>;
}

/** The header of the added column; an import leaves a column of this name out. */
export const errorHeader = 'evm_error';

const batchSize = 500;

/**
 * The report that an import was asked for, if it was: the rejected rows with their original columns
 * and, after them, one column that says what is wrong, ready to be corrected and imported again.
 * The file is opened with the first row. Errors: those of `openTableWriter`.
 */
export function openRejects(request: {
  options: { report?: string | undefined };
  table: { header: RawRow };
}): Rejects | undefined {
  const { report } = request.options;
  if (report === undefined) return undefined;
  const layout = createLayout(request.table.header.cells);
  let opening: Promise<TableWriter> | undefined;
  let waiting: TableCell[][] = [];

  function open(): Promise<TableWriter> {
    opening ??= openTableWriter(report as string, layout.header);
    return opening;
  }
  async function flush(): Promise<TableWriter> {
    const writer = await open();
    const rows = waiting;
    waiting = [];
    await writer.write(rows);
    return writer;
  }

  async function discard(): Promise<void> {
    const writer = await opening?.catch(() => undefined);
    await writer?.abort();
  }

  return {
    async add(row, issues) {
      waiting.push(layout.cellsOf(row, issues));
      if (waiting.length >= batchSize) await flush();
    },
    async publish() {
      try {
        await (await flush()).commit();
      } catch (error) {
        await discard();
        throw error;
      }
    },
    discard,
  };
}

/**
 * The same report for an import that is worth more than it: when it cannot be written, it is given up,
 * `onGivenUp` is told why, and nothing is thrown.
 */
export function tolerateFailure(
  rejects: Rejects | undefined,
  onGivenUp: (error: unknown) => void,
): Rejects | undefined {
  if (!rejects) return undefined;
  let isGivenUp = false;
  async function attempt(step: () => Promise<void>): Promise<void> {
    if (isGivenUp) return;
    try {
      await step();
    } catch (error) {
      isGivenUp = true;
      onGivenUp(error);
      await rejects?.discard().catch(() => undefined);
    }
  }
  return {
    add: async (row, issues) => await attempt(async () => await rejects.add(row, issues)),
    publish: async () => await attempt(rejects.publish),
    discard: rejects.discard,
  };
}

function createLayout(header: readonly Cell[]) {
  const kept = header.flatMap((cell, index) =>
    inputText(cell).trim() === errorHeader ? [] : [index],
  );
  return {
    header: [...kept.map((index) => inputText(header[index] ?? '')), errorHeader],
    /** Values without a header stay to the right of everything, where they were. */
    cellsOf: ({ cells }: RawRow, issues: readonly RowIssue[]): TableCell[] => [
      ...kept.map((index) => tableCell(cells[index] ?? '')),
      describeIssues(issues),
      ...cells.slice(header.length).map(tableCell),
    ],
  };
}

/** `row 12: email not an e-mail address; phone not a phone number in KR` */
function describeIssues(issues: readonly RowIssue[]): string {
  const row = issues[0] ? `row ${issues[0].sheetRow ?? issues[0].row}: ` : '';
  return row + issues.map(({ field, message }) => `${field} ${message}`).join('; ');
}

function tableCell(cell: Cell): TableCell {
  return typeof cell === 'object' ? inputText(cell) : cell;
}
