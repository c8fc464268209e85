import { decryptColumn, encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Keyring } from '../runtime/crypto/keyring.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import { placeOf, type RowIssue } from './row-issue.js';

interface IssueRow {
  position: number;
  row_number: number;
  sheet_row: number | null;
  field: string;
  code: RowIssue['code'];
  message: string;
  value_encrypted: Buffer | null;
}

const batchRows = 500;

/** Keeps the issues of an import in their order. The values are what people typed: encrypted. */
export async function storeIssues(
  trx: Transaction,
  keyring: Keyring,
  { importId, issues }: { importId: string; issues: readonly RowIssue[] },
): Promise<void> {
  for (let start = 0; start < issues.length; start += batchRows) {
    const rows = issues.slice(start, start + batchRows).map((issue, index) => ({
      import_id: importId,
      position: start + index,
      row_number: issue.row,
      sheet_row: issue.sheetRow ?? null,
      field: issue.field,
      code: issue.code,
      message: issue.message,
      value_encrypted: encryptColumn(keyring, sealedPlace(importId, start + index), issue.value),
    }));
    await trx('import_issues').insert(rows);
  }
}

export async function readIssues(
  db: Queryable,
  keyring: Keyring,
  importId: string,
): Promise<RowIssue[]> {
  const rows = await db('import_issues')
    .where({ import_id: importId })
    .orderBy('position')
    .select<IssueRow[]>();
  return rows.map((row) => ({
    ...placeOf({ row: row.row_number, sheetRow: row.sheet_row ?? undefined }),
    field: row.field,
    code: row.code,
    message: row.message,
    value: row.value_encrypted
      ? decryptColumn(keyring, sealedPlace(importId, row.position), row.value_encrypted)
      : '',
  }));
}

function sealedPlace(importId: string, position: number) {
  return { table: 'import_issues', column: 'value', rowId: `${importId}/${position}` };
}
