import { decryptColumnBytes, encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Keyring } from '../runtime/crypto/keyring.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { LedgerState } from '../runtime/ledger/ledger-contract.js';

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

/**
 * The stored bytes, fetched and decrypted part by part, so that the file is in memory once; undefined
 * when it was removed, be it meanwhile. Errors: KEY_UNKNOWN, DECRYPT_FAILED.
 */
export async function readStoredFile(
  db: Queryable,
  keyring: Keyring,
  { importId, size }: { importId: string; size: number },
): Promise<Buffer | undefined> {
  const content = Buffer.alloc(size);
  for (let part = 0; part * partBytes < size; part++) {
    const row = await db('import_files')
      .where({ import_id: importId, part })
      .first<{ content_encrypted: Buffer } | undefined>('content_encrypted');
    if (!row) return undefined;
    const bytes = decryptColumnBytes(keyring, placeOf(importId, part), row.content_encrypted);
    content.set(bytes, part * partBytes);
  }
  return content;
}

export async function removeStoredFile(trx: Transaction, importId: string): Promise<void> {
  await trx('import_files').where({ import_id: importId }).delete();
}

/** Removes the files of imports that ended so many days ago, however they did. */
export async function removeFilesOfEnded(db: Queryable, days: number): Promise<void> {
  const running: LedgerState[] = ['pending', 'claimed'];
  await db('import_files')
    .whereIn(
      'import_id',
      db('imports')
        .whereNotIn('state', running)
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
