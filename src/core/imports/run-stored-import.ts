import { findEvent } from '../events/find-event.js';
import type { Context } from '../runtime/context.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../runtime/ledger/settle-claim.js';
import { createBufferFileSource } from './adapters/buffer-file-source.js';
import { importErrors } from './errors.js';
import { findImport, type ImportRecord, insertNotice, writeProgress } from './import-repository.js';
import { importLedger } from './jobs.js';
import { prepareImport } from './prepare-import.js';
import { runRows } from './run-rows.js';
import { readStoredFile, removeStoredFile } from './stored-file-repository.js';

/**
 * A worker's import of a stored file, under its claim. Participants, outcome, notice and the removal
 * of the file are one transaction, which the claim's token fences: whoever lost the lease meanwhile
 * is rolled back. Progress is 0, 25 (understood), up to 75 (saved), 90 (issued), 100 (seed 000).
 */
export async function runStoredImport(
  context: Context,
  claim: Claim,
  options: { signal?: AbortSignal | undefined },
): Promise<void> {
  const { knex } = context.database;
  await writeProgress(knex, claim.id, 0);
  const record = await findImport(knex, claim.id);
  const content = await readStoredFile(knex, context.keyring, claim.id);
  if (!record || !content) throw importErrors.storedFileGone({ id: claim.id });
  const event = await findEvent(context, record.eventId);
  const source = createBufferFileSource(record.fileName, content);
  const prepared = await prepareImport(context, { source, event, options: record.options });
  const progress = createProgressWriter(context, record);
  await progress.reach(25);
  await context.database.transaction(async (trx) => {
    const result = await runRows(trx, context, {
      importId: claim.id,
      event,
      prepared,
      signal: options.signal,
      onProgress: ({ share }) => void progress.reach(share < 0.5 ? 25 : 50),
      onStep: async (step) => await progress.reach(step),
    });
    try {
      await removeStoredFile(trx, claim.id);
      await insertNotice(trx, claim.id, 'processing_complete');
      await completeClaim(trx, importLedger, claim);
      await result.publishReport();
    } catch (error) {
      await result.discardReport();
      throw error;
    }
  });
}

/**
 * Shows the steps of the way to others, past the running transaction. The embedded database has one
 * session, so there nobody could see them and writing them would wait for the transaction itself.
 */
function createProgressWriter({ database, logger }: Context, { id }: ImportRecord) {
  let reached = 0;
  return {
    async reach(step: 25 | 50 | 75 | 90): Promise<void> {
      if (step <= reached) return;
      reached = step;
      if (database.engine === 'embedded') return;
      try {
        await writeProgress(database.knex, id, step);
      } catch (err) {
        logger.debug({ err, job: id }, 'progress could not be written');
      }
    },
  };
}
