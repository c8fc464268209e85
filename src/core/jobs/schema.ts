import { z } from 'zod';

/** What people call the state of a job; `job-status.ts` derives it from the ledger's. */
export const jobStatus = z.enum([
  'waiting',
  'active',
  'completed',
  'failed',
  'held',
  'cancelled',
  'unknown',
]);
export type JobStatus = z.infer<typeof jobStatus>;

/** A job as it is printed; times are ISO 8601 in UTC. */
export const jobSchema = z.strictObject({
  id: z.uuid(),
  kind: z.string(),
  /** Slug of the event. */
  event: z.string().nullable(),
  status: jobStatus,
  state: z.enum(['pending', 'claimed', 'done', 'failed', 'held', 'cancelled', 'unknown']),
  /** Percent. */
  progress: z.number().nullable(),
  attempts: z.number(),
  crashes: z.number(),
  /** `message (CODE)`, without personal data. */
  error: z.string().nullable(),
  file: z.string().nullable(),
  startedBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export type JobCounts = Record<JobStatus, number>;

export interface JobList {
  counts: JobCounts;
  /** The 20 most recent, newest first (seed 000, section 3). */
  jobs: Job[];
}
