import { queueNotice } from '../notices/queue-notice.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import type { EndedRow } from '../runtime/ledger/ledger-contract.js';
import { readNews, writeEnd } from './import-repository.js';
import { removeStoredFile } from './stored-file-repository.js';

/**
 * What belongs to the end of an import that did not finish: its time, the news of a failure, and the
 * removal of the stored file where it is not needed for another try.
 */
export async function endImport(trx: Transaction, { id, state, reason }: EndedRow): Promise<void> {
  await writeEnd(trx, id);
  if (state === 'failed') await tellFailure(trx, id, reason);
  else await removeStoredFile(trx, id);
}

/** Tells that an import is complete, in its own transaction of effects; at most once. */
export async function tellCompletion(
  trx: Transaction,
  { config }: Pick<Context, 'config'>,
  importId: string,
): Promise<void> {
  const news = await readNews(trx, importId);
  if (!news) return;
  const { eventId, counts } = news;
  const notice = { kind: 'processing_complete', facts: { counts }, eventId } as const;
  await queueNotice(trx, { config }, { ...notice, subjectId: importId });
}

/** Each failure is news: who has it tried again wants to hear that it failed again. */
async function tellFailure(
  trx: Transaction,
  importId: string,
  reason: string | undefined,
): Promise<void> {
  const news = await readNews(trx, importId);
  if (!news) return;
  const [, code = null] = /\(([A-Z0-9_]+)\)$/.exec(reason ?? '') ?? [];
  const { eventId, finishedAt: at } = news;
  const notice = { kind: 'processing_failed', facts: { code }, eventId } as const;
  await queueNotice(trx, { config: undefined }, { ...notice, subjectId: importId, at });
}
