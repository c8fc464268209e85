import { findEvent } from '../events/find-event.js';
import type { Event } from '../events/schema.js';
import { lockRegistration } from '../participants/lock-registration.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../runtime/ledger/settle-claim.js';
import { createBufferFileSource } from './adapters/buffer-file-source.js';
import { endImport, tellCompletion } from './end-import.js';
import { importErrors } from './errors.js';
import {
  dropReport,
  findImport,
  findTwin,
  type ImportRecord,
  writeProgress,
  writeReason,
} from './import-repository.js';
import { importLedger } from './jobs.js';
import { openFile } from './open-file.js';
import { type PreparedImport, prepareImport } from './prepare-import.js';
import { runRows } from './run-rows.js';
import { readStoredFile, removeStoredFile } from './stored-file-repository.js';
import { openRejects, tolerateFailure } from './write-rejects.js';

/**
 * A worker's import of a stored file, under its claim. Participants, outcome, notice and the removal
 * of the file are one transaction, which the claim's token fences: whoever lost the lease meanwhile
 * is rolled back. The same file handed over twice is imported once: the later one ends as cancelled
 * and says which one did it. A report that cannot be written where the worker runs is left out, and
 * the import goes on. Progress is 0, 25 (understood), up to 75 (saved), 90 (issued), 100 (seed 000).
 */
export async function runStoredImport(
  context: Context,
  claim: Claim,
  options: { signal?: AbortSignal | undefined },
): Promise<void> {
  const { knex } = context.database;
  await writeProgress(knex, claim.id, 0);
  const record = await findImport(knex, claim.id);
  const content = record && (await readContent(context, record));
  if (!content) throw importErrors.storedFileGone({ id: claim.id });
  const event = await findEvent(context, record.eventId);
  const source = createBufferFileSource(record.fileName, content);
  const { signal } = options;
  const file = await openFile(context.config, source, record.options, signal);
  const progress = createProgressWriter(context, record);
  try {
    const prepared = prepareImport(context, { file, event, options: record.options });
    await progress.reach(25);
    await context.database.transaction(async (trx) => {
      // Whoever has this turn is the only import of the event, so the answer stays true.
      await lockRegistration(trx, event.id);
      const twin = await findTwin(trx, claim.id);
      if (twin !== undefined) return await yieldTo(trx, context, { claim, twin });
      await importUnderClaim(trx, context, { claim, event, prepared, progress, signal });
    });
  } finally {
    await progress.settled();
    await file.table.close();
  }
}

async function readContent(
  { database, keyring }: Context,
  { id, fileSize }: ImportRecord,
): Promise<Buffer | undefined> {
  return await readStoredFile(database.knex, keyring, { importId: id, size: fileSize });
}

/**
 * Ends an import whose file another one has imported since it was handed over. Its people are in, so
 * whoever handed it over hears that it is complete.
 */
async function yieldTo(
  trx: Transaction,
  context: Context,
  { claim, twin }: { claim: Claim; twin: string },
): Promise<void> {
  await completeClaim(trx, importLedger, claim, 'cancelled');
  await endImport(trx, { id: claim.id, state: 'cancelled', reason: undefined });
  await tellCompletion(trx, context, claim.id);
  await writeReason(trx, claim.id, `this file was imported already, by import ${twin}`);
}

async function importUnderClaim(
  trx: Transaction,
  context: Context,
  work: {
    claim: Claim;
    event: Event;
    prepared: PreparedImport;
    progress: ProgressWriter;
    signal: AbortSignal | undefined;
  },
): Promise<void> {
  const { claim, event, prepared, progress, signal } = work;
  let isReportLost = false;
  const rejects = tolerateFailure(openRejects(prepared), (err) => {
    isReportLost = true;
    context.logger.warn({ err, job: claim.id }, 'the report of rejected rows cannot be written');
  });
  await runRows(trx, context, {
    importId: claim.id,
    event,
    prepared,
    rejects,
    signal,
    onProgress: ({ share }) => void progress.reach(share < 0.5 ? 25 : 50),
    onStep: async (step) => await progress.reach(step),
    async settle() {
      await removeStoredFile(trx, claim.id);
      await tellCompletion(trx, context, claim.id);
      await completeClaim(trx, importLedger, claim);
    },
  });
  if (isReportLost) await dropReport(trx, claim.id);
}

interface ProgressWriter {
  reach(step: 25 | 50 | 75 | 90): Promise<void>;
  /** Nothing is being written any more: the database may be closed. */
  settled(): Promise<void>;
}

/**
 * Shows the steps of the way to others, past the running transaction and one after the other. The
 * embedded database has one session, so there nobody could see them and writing them would wait for
 * the transaction itself.
 */
function createProgressWriter({ database, logger }: Context, { id }: ImportRecord): ProgressWriter {
  let reached = 0;
  let written = Promise.resolve();

  async function write(step: number): Promise<void> {
    try {
      await writeProgress(database.knex, id, step);
    } catch (err) {
      logger.debug({ err, job: id }, 'progress could not be written');
    }
  }

  return {
    async reach(step) {
      if (step <= reached) return;
      reached = step;
      if (database.engine === 'embedded') return;
      written = written.then(async () => await write(step));
      await written;
    },
    settled: async () => await written,
  };
}
