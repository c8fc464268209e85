import { createEventIn } from '../events/create-event.js';
import type { NewEvent } from '../events/event-input.js';
import type { Event } from '../events/schema.js';
import { lockRegistration } from '../participants/lock-registration.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { importDocument } from './import-document.js';
import { findDoneImport, findImport, insertDoneImport } from './import-repository.js';
import type { PreparedImport } from './prepare-import.js';
import { rejectedAgain } from './repeat-import.js';
import { type ImportProgress, runRows } from './run-rows.js';
import type { ImportDocument } from './schema.js';
import { showImport } from './show-import.js';
import { openRejects } from './write-rejects.js';

/** The event to import into: one that exists, or one that is made in the same transaction. */
export type ImportTarget = { kind: 'existing'; event: Event } | { kind: 'new'; details: NewEvent };

export interface ImportFileInput {
  target: ImportTarget;
  prepared: PreparedImport;
  startedBy: string;
  /** Say what would happen and write nothing. */
  dryRun: boolean;
  onProgress(progress: ImportProgress): void;
  signal?: AbortSignal | undefined;
}

/**
 * Imports a file here and now, all or nothing: the event where it is new, the import, participants,
 * tickets and facts are one transaction. Killed anywhere, it leaves nothing behind, and the same
 * command can be given again. A dry run is the same transaction, undone at its end.
 *
 * The same file with the same mapping is imported once: after that the document says
 * `already_imported`, with every row unchanged or rejected as before.
 */
export async function importFile(
  context: Context,
  input: ImportFileInput,
): Promise<ImportDocument> {
  const importId = context.ids.next();
  try {
    const repeated = await findRepeated(context, input);
    if (repeated) return repeated;
    return await context.database.transaction(
      async (trx) => await importInTransaction(trx, context, { ...input, importId }),
    );
  } catch (error) {
    if (error instanceof UndoneDryRun) return error.document;
    // Somebody else imported the same file while this one waited for its turn.
    if (error instanceof AlreadyImported)
      return (await findRepeated(context, input)) ?? fail(error);
    throw error;
  } finally {
    await input.prepared.table.close();
  }
}

async function importInTransaction(
  trx: Transaction,
  context: Context,
  input: ImportFileInput & { importId: string },
): Promise<ImportDocument> {
  const { importId, prepared, target, startedBy } = input;
  const event =
    target.kind === 'existing' ? target.event : await createEventIn(trx, context, target.details);
  // The event's turn first, as a worker takes it: two imports of one file that took this turn and
  // their place in the unique index in different orders would wait for each other.
  await lockRegistration(trx, event.id);
  const isFirst = await insertDoneImport(trx, {
    id: importId,
    eventId: event.id,
    fileName: prepared.inspection.name,
    fileSize: prepared.inspection.size,
    fileSha256: prepared.inspection.sha256,
    mappingHash: prepared.mappingHash,
    options: prepared.options,
    startedBy,
  });
  if (!isFirst) throw new AlreadyImported();
  const rejects = input.dryRun ? undefined : openRejects(prepared);
  const result = await runRows(trx, context, { ...input, event, rejects });
  const record = await findImport(trx, importId);
  const document = importDocument(record ?? fail(new Error('the import vanished')), result.issues);
  if (input.dryRun) throw new UndoneDryRun({ ...document, status: 'dry_run', report: null });
  return document;
}

async function findRepeated(
  context: Context,
  { target, prepared, dryRun }: ImportFileInput,
): Promise<ImportDocument | undefined> {
  if (target.kind === 'new') return undefined;
  const id = await findDoneImport(context.database.knex, {
    eventId: target.event.id,
    fileSha256: prepared.inspection.sha256,
    mappingHash: prepared.mappingHash,
  });
  if (id === undefined) return undefined;
  return await rejectedAgain(prepared, { earlier: await showImport(context, id), dryRun });
}

/** Carries the document of a dry run out of the transaction that it undoes. */
class UndoneDryRun extends Error {
  constructor(readonly document: ImportDocument) {
    super('a dry run is undone on purpose');
  }
}

class AlreadyImported extends Error {}

function fail(error: Error): never {
  throw error;
}
