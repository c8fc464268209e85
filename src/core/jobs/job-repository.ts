import type { Queryable } from '../runtime/database/database.js';
import type { LedgerState } from '../runtime/ledger/ledger-contract.js';
import type { ShownLedger } from './job-ledgers.js';
import { isUnfinished, statusOf } from './job-status.js';
import { type Job, type JobCounts, jobStatus } from './schema.js';

/** The newest `limit` rows of all ledgers, newest first. */
export async function readRecentJobs(
  db: Queryable,
  ledgers: readonly ShownLedger[],
  limit: number,
): Promise<Job[]> {
  const parts = ledgers.map(
    (source) => `(${selectJobs(source)} ORDER BY job.created_at DESC, job.id DESC LIMIT ?)`,
  );
  const { rows } = await db.raw<{ rows: JobRow[] }>(
    `SELECT * FROM (${parts.join(' UNION ALL ')}) AS jobs
     ORDER BY created_at DESC, id DESC LIMIT ?`,
    [...ledgers.map(() => limit), limit],
  );
  return rows.map(fromRow);
}

export async function countJobs(
  db: Queryable,
  ledgers: readonly ShownLedger[],
): Promise<JobCounts> {
  const counts = Object.fromEntries(jobStatus.options.map((status) => [status, 0])) as JobCounts;
  for (const { ledger } of ledgers) {
    const { rows } = await db.raw<{ rows: CountRow[] }>(
      `SELECT state, ${abandoned} AS abandoned, count(*)::integer AS jobs
       FROM ${ledger.table} AS job GROUP BY 1, 2`,
    );
    for (const row of rows) counts[statusOf(row)] += row.jobs;
  }
  return counts;
}

/** Up to `limit` jobs whose id begins with `start` and ends with `end` (hex digits and dashes). */
export async function readJobsById(
  db: Queryable,
  ledgers: readonly ShownLedger[],
  { start, end, limit }: { start: string; end: string; limit: number },
): Promise<Job[]> {
  const found: Job[] = [];
  for (const source of ledgers) {
    const { rows } = await db.raw<{ rows: JobRow[] }>(
      `${selectJobs(source)} WHERE job.id::text LIKE ? ORDER BY job.created_at DESC LIMIT ?`,
      [`${start}%${end}`, limit],
    );
    found.push(...rows.map(fromRow));
  }
  return found;
}

const abandoned = "(job.state = 'claimed' AND job.lease_until < now())";

function selectJobs({ ledger, columns }: ShownLedger): string {
  const column = (name: string | null, type: string) =>
    name === null ? `NULL::${type}` : `job.${name}`;
  return `SELECT job.id, '${ledger.kind}' AS kind, events.slug AS event, job.state,
      ${abandoned} AS abandoned, ${column(columns.progress, 'smallint')} AS progress, job.attempts,
      job.crashes, job.last_error, ${column(columns.file, 'text')} AS file,
      ${column(columns.startedBy, 'text')} AS started_by, job.created_at,
      ${column(columns.startedAt, 'timestamptz')} AS started_at,
      ${column(columns.finishedAt, 'timestamptz')} AS finished_at
    FROM ${ledger.table} AS job LEFT JOIN events ON events.id = job.${columns.eventId}`;
}

interface CountRow {
  state: LedgerState;
  abandoned: boolean;
  jobs: number;
}

interface JobRow {
  id: string;
  kind: string;
  event: string | null;
  state: LedgerState;
  abandoned: boolean;
  progress: number | null;
  attempts: number;
  crashes: number;
  last_error: string | null;
  file: string | null;
  started_by: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

function fromRow(row: JobRow): Job {
  const status = statusOf(row);
  return {
    id: row.id,
    kind: row.kind,
    event: row.event,
    status,
    state: row.state,
    progress: row.progress,
    attempts: row.attempts,
    crashes: row.crashes,
    error: row.last_error,
    file: row.file,
    startedBy: row.started_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    // A job that is tried again still carries the end of the time before.
    finishedAt: isUnfinished(status) ? null : (row.finished_at?.toISOString() ?? null),
  };
}
