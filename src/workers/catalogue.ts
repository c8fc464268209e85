import { type JobKind, type JobLedger, jobLedgers } from '../core/jobs/job-ledgers.js';
import type { Context } from '../core/runtime/context.js';
import type { Claim } from '../core/runtime/ledger/ledger-contract.js';

/**
 * Does the work of one claimed row and completes the claim in the transaction of the effect. Stops
 * when `signal` is aborted. What it throws is settled under the ledger's retry policy.
 */
export type Process = (
  context: Context,
  claim: Claim,
  options: { signal: AbortSignal },
) => Promise<void>;

/** A ledger and who works on it. */
export interface Processor {
  readonly source: JobLedger;
  /** Loaded with its first claim: a worker of one kind does not carry the libraries of the others. */
  readonly load: () => Promise<{ process: Process }>;
}

/** THE table: which module processes the rows of which ledger. */
export const catalogue: Readonly<Record<JobKind, Processor['load']>> = {
  import: () => import('./imports/run-import.js'),
};

/** What has to be done now and then, by no row's order. Several workers may do it at once. */
export interface Maintenance {
  readonly name: string;
  readonly load: () => Promise<{ run: (context: Context) => Promise<unknown> }>;
}

/** Done by the sweeper about once an hour. */
export const maintenance: readonly Maintenance[] = [
  {
    name: 'expired import files',
    load: async () => {
      const { removeExpiredFiles } = await import('../core/imports/remove-expired-files.js');
      return { run: removeExpiredFiles };
    },
  },
];

/**
 * Pairs the ledgers with their processors. A name that two of them share is a defect, and so is a
 * ledger without a processor or a processor without a ledger (the types refuse these in the table
 * itself): it throws before any work begins.
 */
export function pairProcessors(
  loaders: Readonly<Record<string, Processor['load']>> = catalogue,
  sources: readonly JobLedger[] = jobLedgers,
): Processor[] {
  for (const label of ['name', 'jobKind'] as const) {
    assertUnique(sources.map((source) => source[label]));
  }
  const kinds = sources.map(({ ledger }) => ledger.kind);
  assertUnique(kinds);
  const stray = Object.keys(loaders).find((kind) => !kinds.includes(kind));
  if (stray) throw new Error(`the processor of ${stray} has no ledger`);
  return sources.map((source) => {
    const load = loaders[source.ledger.kind];
    if (!load) throw new Error(`the ledger of ${source.ledger.kind} has no processor`);
    return { source, load };
  });
}

function assertUnique(names: readonly string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double) throw new Error(`two ledgers are called ${double}`);
}
