import { formatRegistrationNumber } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import {
  countPrintJobs,
  type PrintJobFilter,
  selectPrintJobs,
} from './print-job-list-repository.js';
import { type PrintJobState, printJobStates } from './schema.js';

/** A badge as it is listed; times are ISO 8601 in UTC. */
export interface PrintJobDocument {
  id: string;
  event: string;
  printer: string | null;
  participantId: string;
  registrationNumber: string;
  copy: number;
  occasion: string;
  state: PrintJobState;
  attempts: number;
  reason: string | null;
  askedBecause: string | null;
  askedBy: string;
  decision: string | null;
  decidedBy: string | null;
  createdAt: string;
  sendingBeganAt: string | null;
  endedAt: string | null;
}

/** Badges, the newest first, and how many are in each state; without names. */
export async function listPrintJobs(
  { database }: Pick<Context, 'database'>,
  filter: PrintJobFilter,
  limit: number,
): Promise<{ counts: Record<PrintJobState, number>; jobs: PrintJobDocument[] }> {
  const counts = Object.fromEntries(printJobStates.map((state) => [state, 0])) as Record<
    PrintJobState,
    number
  >;
  const { state: _, ...all } = filter;
  for (const { state, jobs } of await countPrintJobs(database.knex, all)) counts[state] += jobs;
  const jobs = await selectPrintJobs(database.knex, filter, limit);
  return {
    counts,
    jobs: jobs.map(({ number, createdAt, sendingBeganAt, endedAt, ...job }) => ({
      ...job,
      registrationNumber: formatRegistrationNumber(number),
      createdAt: createdAt.toISOString(),
      sendingBeganAt: sendingBeganAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
    })),
  };
}
