import type { Context } from '../runtime/context.js';
import { openTableWriter } from '../runtime/tables/write-table.js';
import {
  countSuppressions,
  pageSuppressions,
  type Suppression,
  type SuppressionReason,
} from './suppression-repository.js';

export { type SuppressionReason, suppressionReasons } from './suppression-repository.js';

/** A suppression as `--json` prints it. */
export interface SuppressionDocument {
  id: string;
  email: string;
  reason: SuppressionReason;
  note: string | null;
  createdAt: string;
}

export function suppressionDocument(suppression: Suppression): SuppressionDocument {
  const { id, email, reason, note, createdAt } = suppression;
  return { id, email, reason, note, createdAt: createdAt.toISOString() };
}

/** The latest suppressions, at most `limit`, and how many there are in all. */
export async function listSuppressions(
  { database, keyring }: Pick<Context, 'database' | 'keyring'>,
  { reason, limit }: { reason?: SuppressionReason | undefined; limit: number },
): Promise<{ suppressions: Suppression[]; total: number }> {
  const suppressions = await pageSuppressions(database.knex, keyring, { reason, limit });
  return { suppressions, total: await countSuppressions(database.knex, reason) };
}

const exportHeader = ['email', 'reason', 'note', 'created_at'];
const exportBatch = 1_000;

/**
 * Writes the list in full into a .csv or .xlsx file that `importSuppressions` takes, reasons included.
 * The file appears when it is complete. Errors: TABLE_UNKNOWN_FORMAT, TABLE_NOT_WRITABLE.
 */
export async function exportSuppressions(
  { database, keyring }: Pick<Context, 'database' | 'keyring'>,
  { path, reason }: { path: string; reason?: SuppressionReason | undefined },
): Promise<{ rows: number }> {
  const writer = await openTableWriter(path, exportHeader);
  let rows = 0;
  try {
    for (let before: string | undefined; ; ) {
      const page = { reason, before, limit: exportBatch };
      const batch = await pageSuppressions(database.knex, keyring, page);
      await writer.write(batch.map(cellsOf));
      rows += batch.length;
      before = batch.at(-1)?.id;
      if (batch.length < exportBatch) break;
    }
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return { rows };
}

function cellsOf({ email, reason, note, createdAt }: Suppression) {
  return [email, reason, note, createdAt.toISOString()];
}
