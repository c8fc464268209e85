import { startBulkRegistration } from '../participants/bulk-registration.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { applyRows } from './apply-rows.js';
import { type ImportResult, writeImportResult } from './import-repository.js';
import { storeIssues } from './issue-repository.js';
import type { PreparedImport } from './prepare-import.js';
import type { RowIssue } from './row-issue.js';
import type { ImportCounts } from './schema.js';
import type { Rejects } from './write-rejects.js';

/** How far an import is, for whoever watches it. */
export interface ImportProgress {
  counts: ImportCounts;
  /** Of the file, 0 to 1. */
  share: number;
}

export interface RunRowsOptions {
  importId: string;
  event: { id: string };
  prepared: PreparedImport;
  /** Gets the rejected rows; published or discarded in here. */
  rejects: Rejects | undefined;
  onProgress(progress: ImportProgress): void;
  /**
   * Called at 75 percent (all rows are saved) and at 90 (only the result is missing): the last moment
   * at which the row of the import can be changed past this transaction, which locks it then.
   */
  onStep?(step: 75 | 90): Promise<void> | void;
  /** What else belongs to the end of the import; called last, before the report is published. */
  settle?(): Promise<void>;
  signal?: AbortSignal | undefined;
}

export interface RunRowsResult extends ImportResult {
  issues: RowIssue[];
}

/**
 * Carries out a prepared import in the caller's transaction: participants with numbers and ticket
 * codes, issues, the result, the fact `import.completed`. The report gets its name last, before the
 * commit, so that no committed import lacks it. If the process dies anywhere in here, the database
 * undoes all of it; only a draft of the report may be left beside its place.
 */
export async function runRows(
  trx: Transaction,
  context: Context,
  options: RunRowsOptions,
): Promise<RunRowsResult> {
  const { importId, prepared, event, rejects } = options;
  const { maxIssues } = context.config.imports;
  const startedAt = context.clock.now();
  const issues: RowIssue[] = [];
  let issuesTotal = 0;
  try {
    const registration = await startBulkRegistration(trx, context, {
      event,
      importId,
      onExisting: prepared.options.onExisting,
      welcome: prepared.options.welcome ?? false,
    });
    const counts = await applyRows({
      rows: prepared.table.rows,
      parse: prepared.parse,
      registration,
      signal: options.signal,
      onProgress: (current) => options.onProgress({ counts: current, share: prepared.shareRead() }),
      async onRejected(row, found) {
        issuesTotal += found.length;
        issues.push(...found.slice(0, Math.max(0, maxIssues - issues.length)));
        await rejects?.add(row, found);
      },
    });
    await options.onStep?.(75);
    await registration.finish();
    await storeIssues(trx, context.keyring, { importId, issues });
    await options.onStep?.(90);
    const finishedAt = context.clock.now();
    const seconds = Math.max(0.001, (finishedAt.getTime() - startedAt.getTime()) / 1000);
    const rowsPerSecond = Math.round(counts.total / seconds);
    const result = { counts, issuesTotal, startedAt, finishedAt, rowsPerSecond };
    await writeImportResult(trx, importId, result);
    await recordDomainEvent(trx, context, {
      type: 'import.completed',
      eventId: event.id,
      subjectId: importId,
      data: { ...counts },
    });
    await options.settle?.();
    await rejects?.publish();
    return { ...result, issues };
  } catch (error) {
    await rejects?.discard();
    throw error;
  } finally {
    await prepared.table.close();
  }
}
