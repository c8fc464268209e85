import type { EvmError } from '../../runtime/errors.js';
import { importErrors } from '../errors.js';
import type { ReadLimits } from '../read-limits.js';

/** Why the reading of a workbook ended; plain data, because it crosses a thread boundary. */
export type ReadFailure =
  | { kind: 'encrypted' | 'macros' | 'binary' | 'too_many_rows' }
  | { kind: 'not_a_workbook'; what: string }
  | { kind: 'damaged' | 'unpacks_too_large'; reason: string }
  | { kind: 'too_many_columns' | 'cell_too_long'; row: number };

/** Carries a failure up to the edge of the adapter, which turns it into an error for people. */
export class ReadFailed extends Error {
  readonly failure: ReadFailure;

  constructor(failure: ReadFailure) {
    super(failure.kind);
    this.name = 'ReadFailed';
    this.failure = failure;
  }
}

/** The error that a person meets. */
export function readFailureError(
  file: string,
  failure: ReadFailure,
  limits: Pick<ReadLimits, 'maxRows' | 'maxColumns' | 'maxCellLength'>,
): EvmError {
  switch (failure.kind) {
    case 'encrypted':
      return importErrors.encrypted({ file });
    case 'macros':
      return importErrors.macroWorkbook({ file });
    case 'binary':
      return importErrors.oldExcel({ file });
    case 'not_a_workbook':
      return importErrors.notATable({ file, kind: failure.what });
    case 'damaged':
      return importErrors.damagedWorkbook({ file, reason: failure.reason });
    case 'unpacks_too_large':
      return importErrors.unpacksTooLarge({ file, reason: failure.reason });
    case 'too_many_rows':
      return importErrors.tooManyRows({ file, maxRows: limits.maxRows });
    case 'too_many_columns':
      return importErrors.tooManyColumns({ file, maxColumns: limits.maxColumns, row: failure.row });
    case 'cell_too_long':
      return importErrors.cellTooLong({
        file,
        maxCellLength: limits.maxCellLength,
        row: failure.row,
      });
  }
}
