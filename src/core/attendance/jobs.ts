import { z } from 'zod';
import { exponentialBackoff, type LedgerContract } from '../runtime/ledger/ledger-contract.js';
import { defineJob } from '../runtime/queue/job-contract.js';

/** Rings for what is to be done about facts of attendance. */
export const followUpJob = defineJob({
  kind: 'attendance.follow-up',
  queue: 'attendance',
  payload: z.strictObject({ workId: z.uuid() }),
});

/** What follows facts, as ledger rows; seed 003: three attempts with exponential back-off. */
export const attendanceLedger: LedgerContract<'attendance'> = {
  kind: 'attendance',
  table: 'attendance_work',
  maxAttempts: 3,
  backoff: exponentialBackoff(2_000, 60_000),
};
