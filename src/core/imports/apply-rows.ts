import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BulkRegistration, SealedCandidate } from '../participants/bulk-registration.js';
import type { BulkCandidate, BulkOutcome } from '../participants/plan-bulk-registration.js';
import { createWorkBehind } from '../runtime/work-behind.js';
import type { ParsedRow } from './parse-row.js';
import type { RawRow } from './raw-row.js';
import { placeOf, type RowIssue } from './row-issue.js';
import { emptyCounts, type ImportCounts } from './schema.js';

/** Rows after which the event loop gets a turn: the database's answers wait for it. */
const rowsPerTurn = 100;

export interface ApplyRowsOptions {
  rows: AsyncIterable<RawRow[]>;
  parse(row: RawRow): ParsedRow;
  registration: Omit<BulkRegistration, 'finish'>;
  /** Gets every rejected row with its issues, in the order of the file. Not for the transaction: it writes meanwhile. */
  onRejected(row: RawRow, issues: readonly RowIssue[]): Promise<void> | void;
  onProgress(counts: ImportCounts): void;
  signal?: AbortSignal | undefined;
}

/** A row on its way: as read, as understood. */
interface RowInBatch {
  raw: RawRow;
  parsed: ParsedRow;
}

interface Batch {
  rows: RowInBatch[];
  sealed: SealedCandidate[];
}

/**
 * Takes every row of a file to its one outcome, in the caller's transaction. Returns the counts,
 * which add up to the rows. Whatever is thrown on the way (a file that changed, a lost database,
 * Ctrl-C) leaves the transaction to be rolled back.
 */
export async function applyRows(options: ApplyRowsOptions): Promise<ImportCounts> {
  const counts = emptyCounts();
  const writing = createWorkBehind();
  const write = async (batch: Batch) =>
    await writing.start(async () => await writeBatch(batch, counts, options));
  try {
    let batch: Batch = { rows: [], sealed: [] };
    for await (const raws of options.rows) {
      for (let start = 0; start < raws.length; start += rowsPerTurn) {
        options.signal?.throwIfAborted();
        prepare(batch, raws.slice(start, start + rowsPerTurn), options);
        await nextTurn();
      }
      if (batch.rows.length < options.registration.batchSize) continue;
      await write(batch);
      batch = { rows: [], sealed: [] };
    }
    await write(batch);
    await writing.done();
    await options.registration.flush();
  } catch (error) {
    // The transaction must not be rolled back under a running write.
    await writing.done().catch(() => undefined);
    await options.registration.abandon();
    throw error;
  }
  // Some batches are behind the reading: an interruption is still in time.
  options.signal?.throwIfAborted();
  return counts;
}

function prepare(batch: Batch, raws: readonly RawRow[], options: ApplyRowsOptions): void {
  const rows = raws.map((raw) => ({ raw, parsed: options.parse(raw) }));
  const candidates: BulkCandidate[] = [];
  for (const { parsed } of rows) {
    if (parsed.kind === 'valid') candidates.push(parsed.participant);
  }
  batch.rows.push(...rows);
  batch.sealed.push(...options.registration.seal(candidates));
}

async function writeBatch(
  batch: Batch,
  counts: ImportCounts,
  options: ApplyRowsOptions,
): Promise<void> {
  options.signal?.throwIfAborted();
  const outcomes = batch.sealed.length > 0 ? await options.registration.register(batch.sealed) : [];
  let next = 0;
  for (const { raw, parsed } of batch.rows) {
    counts.total += 1;
    const issues =
      parsed.kind === 'rejected'
        ? parsed.issues
        : tally(counts, raw, outcomes[next++] as BulkOutcome);
    if (issues.length === 0) continue;
    counts.rejected += 1;
    await options.onRejected(raw, issues);
  }
  options.onProgress(counts);
}

/** Counts an outcome; returns the issues when it is a refusal after all. */
function tally(counts: ImportCounts, raw: RawRow, outcome: BulkOutcome): readonly RowIssue[] {
  switch (outcome.kind) {
    case 'created':
      counts.created += 1;
      if (outcome.status === 'waitlisted') counts.waitlisted += 1;
      return [];
    case 'updated':
      counts.updated += 1;
      return [];
    case 'unchanged':
      counts.unchanged += 1;
      return [];
    case 'duplicate':
      counts.duplicates += 1;
      return [];
    case 'rejected':
      return [refusalIssue(raw, outcome.reason)];
  }
}

function refusalIssue(raw: RawRow, reason: 'full' | 'event_closed'): RowIssue {
  const place = placeOf(raw);
  return reason === 'full'
    ? { ...place, field: 'event', code: 'event_full', message: 'all places are taken', value: '' }
    : { ...place, field: 'event', code: 'event_closed', message: 'the event is over', value: '' };
}
