import { type CsvError, Parser } from 'csv-parse';
import { importErrors } from '../errors.js';
import type { TextInspection } from '../file-inspection.js';
import type { Cell, RawRow } from '../raw-row.js';
import type { ReadLimits } from '../read-limits.js';
import { finishRow } from './finish-row.js';

/** Few enough to be gone before the collector moves them. */
const batchSize = 200;

/**
 * csv-parse, handing out its records by the hundred: one trip through the stream machinery for
 * each record would cost as much as parsing it.
 */
export class CsvBatcher extends Parser {
  /** The row that comes next, as a spreadsheet counts. */
  nextRow: number;
  #batch: RawRow[] = [];
  #rows = 0;
  readonly #file: string;
  readonly #limits: ReadLimits;

  constructor(file: string, inspection: TextInspection, limits: ReadLimits) {
    super({
      bom: inspection.bom && inspection.encoding === 'utf-8',
      delimiter: inspection.delimiter,
      // Named, because files edited on several systems mix their line ends.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: limits.maxRecordSize,
      readableHighWaterMark: 2,
    } as ConstructorParameters<typeof Parser>[0]);
    this.#file = file;
    this.#limits = limits;
    this.nextRow = inspection.separatorLine ? 0 : 1;
    allowInnerQuotes(this);
  }

  override push(record: string[] | null): boolean {
    if (record === null) {
      if (this.#batch.length > 0) super.push(this.#batch);
      return super.push(null);
    }
    if (this.destroyed) return false;
    const row = this.nextRow;
    this.nextRow += 1;
    if (row > 0) this.#add(record, row);
    if (this.#batch.length < batchSize) return true;
    const batch = this.#batch;
    this.#batch = [];
    return super.push(batch);
  }

  #add(record: Cell[], row: number): void {
    const problem = finishRow(record, row, this.#limits);
    if (problem === 'empty') return;
    this.#rows += 1;
    const file = this.#file;
    if (problem === 'cell_too_long') {
      this.destroy(
        importErrors.cellTooLong({ file, row, maxCellLength: this.#limits.maxCellLength }),
      );
    } else if (problem === 'too_many_columns') {
      this.destroy(importErrors.tooManyColumns({ file, row, maxColumns: this.#limits.maxColumns }));
    } else if (this.#rows > this.#limits.maxRows + 1) {
      this.destroy(importErrors.tooManyRows({ file, maxRows: this.#limits.maxRows }));
    } else {
      this.#batch.push({ row, cells: record });
    }
  }
}

interface ParserInternals {
  api: { __error(error: CsvError): unknown };
}

/**
 * Lets `5" monitor` stand as text, as spreadsheet programs do. The library's own `relax_quotes`
 * would also accept text after a closing quote and so run rows together after an unclosed one.
 */
function allowInnerQuotes(parser: Parser): void {
  const { api } = parser as unknown as ParserInternals;
  const report = api.__error.bind(api);
  api.__error = (error) =>
    (error.code as string) === 'INVALID_OPENING_QUOTE' ? undefined : report(error);
}
