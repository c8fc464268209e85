import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { LedgerState } from '../runtime/ledger/ledger-contract.js';
import type { ImportCounts, ImportOptions } from './schema.js';

/** An import as the ledger holds it. */
export interface ImportRecord {
  id: string;
  eventId: string;
  eventSlug: string;
  fileName: string;
  fileSize: number;
  options: ImportOptions;
  startedBy: string;
  state: LedgerState;
  progress: number;
  counts: ImportCounts | null;
  issuesTotal: number;
  lastError: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  rowsPerSecond: number | null;
}

/** What makes two imports the same one: the event, the bytes of the file, and how it is read. */
export interface ImportIdentity {
  eventId: string;
  fileSha256: string;
  mappingHash: Buffer;
}

export interface NewImport extends ImportIdentity {
  id: string;
  fileName: string;
  fileSize: number;
  options: ImportOptions;
  startedBy: string;
}

/** An import for a worker: due at once. */
export async function insertPendingImport(trx: Transaction, record: NewImport): Promise<void> {
  await trx('imports').insert({ ...newColumns(record), detached: true, state: 'pending' });
}

/**
 * An import that this very transaction carries out. False when the event has the same one already
 * (the unique index waits for a transaction that is just doing it); nothing is written then.
 */
export async function insertDoneImport(trx: Transaction, record: NewImport): Promise<boolean> {
  const inserted = await trx('imports')
    .insert({ ...newColumns(record), detached: false, state: 'done' })
    .onConflict(trx.raw("(event_id, file_sha256, mapping_hash) where state = 'done'"))
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

/** The finished import of the same file with the same mapping, if there is one. */
export async function findDoneImport(
  db: Queryable,
  { eventId, fileSha256, mappingHash }: ImportIdentity,
): Promise<string | undefined> {
  const row = await db('imports')
    .where({
      event_id: eventId,
      file_sha256: Buffer.from(fileSha256, 'hex'),
      mapping_hash: mappingHash,
      state: 'done',
    })
    .first<{ id: string } | undefined>('id');
  return row?.id;
}

/** The finished import that is the same one as the import `id`, if there is one. */
export async function findTwin(db: Queryable, id: string): Promise<string | undefined> {
  const row = await db('imports as twin')
    .join('imports as own', {
      'own.event_id': 'twin.event_id',
      'own.file_sha256': 'twin.file_sha256',
      'own.mapping_hash': 'twin.mapping_hash',
    })
    .where({ 'own.id': id, 'twin.state': 'done' })
    .first<{ id: string } | undefined>('twin.id');
  return row?.id;
}

export interface ImportResult {
  counts: ImportCounts;
  issuesTotal: number;
  startedAt: Date;
  finishedAt: Date;
  rowsPerSecond: number;
}

/** Writes how an import ended, in its own transaction of effects. */
export async function writeImportResult(
  trx: Transaction,
  id: string,
  result: ImportResult,
): Promise<void> {
  await trx('imports')
    .where({ id })
    .update({
      progress: 100,
      counts: JSON.stringify(result.counts),
      issues_total: result.issuesTotal,
      started_at: result.startedAt,
      finished_at: result.finishedAt,
      rows_per_second: result.rowsPerSecond,
    });
}

/** Shows how far a worker is; a hint for people, never a state that anything depends on. */
export async function writeProgress(db: Queryable, id: string, progress: number): Promise<void> {
  await db('imports')
    .where({ id, state: 'claimed' })
    .update({ progress, started_at: db.raw('coalesce(started_at, clock_timestamp())') });
}

export async function findImport(db: Queryable, id: string): Promise<ImportRecord | undefined> {
  const row = await db('imports')
    .join('events', 'events.id', 'imports.event_id')
    .where('imports.id', id)
    .first<ImportRow | undefined>('imports.*', 'events.slug as event_slug');
  return row && fromRow(row);
}

/** What of an import is told: its event, its counts once it is done, and when it ended. */
export interface ImportNews {
  eventId: string;
  counts: ImportCounts | null;
  finishedAt: Date;
}

export async function readNews(db: Queryable, id: string): Promise<ImportNews | undefined> {
  return await db('imports').where({ id }).first<ImportNews | undefined>({
    eventId: 'event_id',
    counts: 'counts',
    finishedAt: 'finished_at',
  });
}

/** The time at which an import ended without being done. */
export async function writeEnd(trx: Transaction, id: string): Promise<void> {
  await trx('imports')
    .where({ id })
    .update({ finished_at: trx.raw('clock_timestamp()') });
}

/** An import whose report could not be written: from now on it says that there is none. */
export async function dropReport(trx: Transaction, id: string): Promise<void> {
  await trx('imports')
    .where({ id })
    .update({ options: trx.raw("options - 'report'") });
}

/** Says why a cancelled import was not needed. */
export async function writeReason(trx: Transaction, id: string, reason: string): Promise<void> {
  await trx('imports').where({ id }).update({ last_error: reason });
}

function newColumns(record: NewImport) {
  return {
    id: record.id,
    event_id: record.eventId,
    file_name: record.fileName,
    file_size: record.fileSize,
    file_sha256: Buffer.from(record.fileSha256, 'hex'),
    mapping_hash: record.mappingHash,
    options: JSON.stringify(record.options),
    started_by: record.startedBy,
  };
}

interface ImportRow {
  id: string;
  event_id: string;
  event_slug: string;
  file_name: string;
  file_size: number;
  options: ImportOptions;
  started_by: string;
  state: LedgerState;
  progress: number;
  counts: ImportCounts | null;
  issues_total: number;
  last_error: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  rows_per_second: number | null;
}

function fromRow(row: ImportRow): ImportRecord {
  return {
    id: row.id,
    eventId: row.event_id,
    eventSlug: row.event_slug,
    fileName: row.file_name,
    fileSize: row.file_size,
    options: row.options,
    startedBy: row.started_by,
    state: row.state,
    progress: row.progress,
    counts: row.counts,
    issuesTotal: row.issues_total,
    lastError: row.last_error,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    rowsPerSecond: row.rows_per_second,
  };
}
