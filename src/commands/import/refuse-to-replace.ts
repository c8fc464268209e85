import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { createDiskFileSource } from '../../core/imports/adapters/disk-file-source.js';
import { importErrors } from '../../core/imports/errors.js';
import { inspectFile } from '../../core/imports/inspect-file.js';
import { defaultReadLimits } from '../../core/imports/read-limits.js';
import { openTable } from '../../core/imports/read-table.js';
import { errorHeader } from '../../core/imports/write-rejects.js';
import type { CommandSession } from '../define-command.js';

/**
 * A report replaces an earlier report without a word, another file only with a yes, and never the file
 * that is being imported. Errors: IMPORT_REPORT_IS_INPUT, CONFIRMATION_NEEDED.
 */
export async function refuseToReplace(
  session: CommandSession,
  report: string,
  input: string,
): Promise<void> {
  if (!existsSync(report)) return;
  const file = basename(report);
  if (existsSync(input) && realpathSync(report) === realpathSync(input)) {
    throw importErrors.reportIsInput({ file });
  }
  if (await isReport(report)) return;
  await session.confirm(`${file} exists and is not a report of evm. Replace it?`);
}

async function isReport(path: string): Promise<boolean> {
  try {
    const source = await createDiskFileSource(path, defaultReadLimits.maxSize);
    const inspection = await inspectFile(source, {}, defaultReadLimits);
    const table = await openTable(source, inspection, defaultReadLimits);
    await table.close();
    return table.header.cells.includes(errorHeader);
  } catch {
    // Whatever cannot be read as a table with rows is somebody else's file.
    return false;
  }
}
