import type { LedgerState } from '../runtime/ledger/ledger-contract.js';
import type { ImportRecord } from './import-repository.js';
import type { RowIssue } from './row-issue.js';
import { emptyCounts, type ImportDocument, type ImportStatus } from './schema.js';

const statusOf: Record<LedgerState, ImportStatus> = {
  pending: 'pending',
  claimed: 'running',
  done: 'done',
  failed: 'failed',
  held: 'held',
  cancelled: 'cancelled',
  unknown: 'unknown',
};

/** An import of the ledger as people and programs see it. */
export function importDocument(record: ImportRecord, issues: RowIssue[]): ImportDocument {
  return {
    id: record.id,
    event: record.eventSlug,
    file: record.fileName,
    status: statusOf[record.state],
    counts: { ...emptyCounts(), ...record.counts },
    issues,
    issuesTruncated: record.issuesTotal > issues.length,
    welcome: record.options.welcome ?? false,
    report: record.options.report ?? null,
    startedAt: record.startedAt?.toISOString() ?? null,
    finishedAt: record.finishedAt?.toISOString() ?? null,
    rowsPerSecond: record.rowsPerSecond,
  };
}
