import { decryptColumnBytes, encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Keyring } from '../runtime/crypto/keyring.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';

const partBytes = 1024 * 1024;

/**
 * Keeps a detached import's file in the database, encrypted in parts of 1 MiB, in the transaction
 * that makes the import: so there is never one without the other, and any worker can reach it.
 */
export async function storeFile(
  trx: Transaction,
  keyring: Keyring,
  { importId, content }: { importId: string; content: Buffer },
): Promise<void> {
  for (let part = 0; part * partBytes < content.length; part++) {
    const bytes = content.subarray(part * partBytes, (part + 1) * partBytes);
    await trx('import_files').insert({
      import_id: importId,
      part,
      content_encrypted: encryptColumn(keyring, placeOf(importId, part), bytes),
    });
  }
}

/** The stored bytes; undefined when the file was removed. Errors: KEY_UNKNOWN, DECRYPT_FAILED. */
export async function readStoredFile(
  db: Queryable,
  keyring: Keyring,
  importId: string,
): Promise<Buffer | undefined> {
  const rows = await db('import_files')
    .where({ import_id: importId })
    .orderBy('part')
    .select<{ part: number; content_encrypted: Buffer }[]>('part', 'content_encrypted');
  if (rows.length === 0) return undefined;
  return Buffer.concat(
    rows.map(({ part, content_encrypted }) =>
      decryptColumnBytes(keyring, placeOf(importId, part), content_encrypted),
    ),
  );
}

export async function removeStoredFile(trx: Transaction, importId: string): Promise<void> {
  await trx('import_files').where({ import_id: importId }).delete();
}

/**
 * A failed import keeps its file so that it can be tried again, but not for ever: it is full of
 * personal data.
 */
export async function removeFilesOfOldFailures(trx: Transaction, days: number): Promise<void> {
  await trx('import_files')
    .whereIn(
      'import_id',
      trx('imports')
        .where({ state: 'failed' })
        .andWhereRaw("updated_at < now() - ? * interval '1 day'", [days])
        .select('id'),
    )
    .delete();
}

function placeOf(importId: string, part: number) {
  const rowId = `${importId}/${part}`;
  return {
    table: 'import_files',
    column: 'content',
    rowId,
    purpose: 'file-encryption',
  } as const;
}
