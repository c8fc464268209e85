import { type JobKind, type JobLedger, jobLedgers } from '../core/jobs/job-ledgers.js';
import { messageRetries } from '../core/mailing/jobs.js';
import type { Config } from '../core/runtime/config/config-schema.js';
import type { Context } from '../core/runtime/context.js';
import type { Claim, RetryPolicy } from '../core/runtime/ledger/ledger-contract.js';

/**
 * Does the work of one claimed row and completes the claim in the transaction of the effect. Stops
 * when `signal` is aborted. What it throws is settled under the ledger's retry policy; `postponed`
 * says that the row was given back for later.
 */
export type Process = (
  context: Context,
  claim: Claim,
  options: { signal: AbortSignal },
) => Promise<'postponed' | undefined>;

/** A processor's module. What it opens for its work (connections) belongs to the context that it opened it for. */
export interface ProcessorModule {
  process: Process;
  /** Closes what was opened for this context; called when the worker has ended its work. */
  close?(context: Context): Promise<void>;
}

export interface CatalogueEntry {
  /** Loaded with its first claim: a worker of one kind does not carry the libraries of the others. */
  readonly load: () => Promise<ProcessorModule>;
  /** Throws, before anything is claimed, where the configuration cannot do the work. */
  readonly check?: (config: Config) => Promise<void>;
  /** How many rows one worker works on at the same time; the worker's own number without it. */
  readonly concurrency?: (config: Config) => number;
  /** When rows are tried again after an error, where that is configured; as their ledger says without it. */
  readonly retries?: (config: Config) => RetryPolicy;
  /** So many rows are claimed together, once there is room for them; without it, each as soon as there is. */
  readonly portion?: (config: Config) => number;
}

/** A ledger and who works on it. */
export interface Processor extends CatalogueEntry {
  readonly source: JobLedger;
}

/** THE table: which module processes the rows of which ledger. */
export const catalogue: Readonly<Record<JobKind, CatalogueEntry>> = {
  import: { load: () => import('./imports/run-import.js') },
  message: {
    load: () => import('./mailing/send-message.js'),
    // Besides those in conversation with the server: some are being made, others wait for a commit.
    concurrency: (config) => 3 * portionOf(config),
    portion: portionOf,
    retries: ({ mail }) => messageRetries(mail),
    async check(config) {
      const { senderOf } = await import('../core/mailing/sender.js');
      senderOf(config);
    },
  },
  notice: {
    load: () => import('./notices/tell-notice.js'),
    async check(config) {
      const { senderOf } = await import('../core/mailing/sender.js');
      const { webhookTargetOf } = await import('../core/notices/webhook-target.js');
      senderOf(config);
      webhookTargetOf(config);
    },
  },
  attendance: {
    load: () => import('./attendance/follow-up.js'),
    // Seed 003. Each is short, and most of them take the waiting ones along.
    concurrency: () => 10,
  },
  print: {
    load: () => import('./printing/feed-printer.js'),
    // So many printers at the same time: most of it is waiting for them.
    concurrency: () => 8,
  },
};

/** While a portion is claimed, the messages of the one before go out. */
function portionOf({ mail }: Config): number {
  return Math.max(8, 4 * mail.connections);
}

/** What has to be done now and then, by no row's order. Several workers may do it at once. */
export interface Maintenance {
  readonly name: string;
  readonly everySeconds: number;
  readonly load: () => Promise<{ run: (context: Context) => Promise<unknown> }>;
}

/** Done by the sweeper. */
export const maintenance: readonly Maintenance[] = [
  {
    name: 'expired import files',
    everySeconds: 3600,
    load: async () => {
      const { removeExpiredFiles } = await import('../core/imports/remove-expired-files.js');
      return { run: removeExpiredFiles };
    },
  },
  {
    name: 'reminders',
    everySeconds: 300,
    load: () => import('./mailing/run-due-reminders.js'),
  },
  {
    name: 'notices',
    everySeconds: 60,
    load: () => import('./notices/plan-due-notices.js'),
  },
  {
    name: 'attendance alerts',
    everySeconds: 30,
    load: async () => {
      const { watchEvents } = await import('../core/attendance/alerts/watch-events.js');
      return { run: watchEvents };
    },
  },
  {
    name: 'old live events',
    everySeconds: 3600,
    load: async () => {
      const { trimLiveEvents } = await import('../core/attendance/read-live.js');
      return { run: trimLiveEvents };
    },
  },
  {
    name: 'attendance tables',
    everySeconds: 300,
    load: async () => {
      const { maintainAttendance } = await import('../core/attendance/maintain-attendance.js');
      return { run: maintainAttendance };
    },
  },
];

/**
 * Pairs the ledgers with their processors. A name that two of them share is a defect, and so is a
 * ledger without a processor or a processor without a ledger (the types refuse these in the table
 * itself): it throws before any work begins.
 */
export function pairProcessors(
  entries: Readonly<Record<string, CatalogueEntry>> = catalogue,
  sources: readonly JobLedger[] = jobLedgers,
): Processor[] {
  for (const label of ['name', 'jobKind'] as const) {
    assertUnique(sources.map((source) => source[label]));
  }
  const kinds = sources.map(({ ledger }) => ledger.kind);
  assertUnique(kinds);
  const stray = Object.keys(entries).find((kind) => !kinds.includes(kind));
  if (stray) throw new Error(`the processor of ${stray} has no ledger`);
  return sources.map((source) => {
    const entry = entries[source.ledger.kind];
    if (!entry) throw new Error(`the ledger of ${source.ledger.kind} has no processor`);
    return { source, ...entry };
  });
}

function assertUnique(names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double) throw new Error(`two ledgers are called ${double}`);
}
