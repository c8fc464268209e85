import { z } from 'zod';
import type { LedgerContract } from '../runtime/ledger/ledger-contract.js';
import { defineJob } from '../runtime/queue/job-contract.js';

/** Rings for a message. */
export const sendMessageJob = defineJob({
  kind: 'message.send',
  queue: 'mailing',
  payload: z.strictObject({ messageId: z.uuid() }),
});

const minute = 60_000;
/** Seed 004: the next try after five minutes; seed 000: three tries within 24 hours. */
const ladder = [5 * minute, 60 * minute];

/** Messages as ledger rows. */
export const messageLedger: LedgerContract<'message'> = {
  kind: 'message',
  table: 'messages',
  maxAttempts: ladder.length + 1,
  backoff: (attempt) => ladder[attempt - 1] ?? (ladder.at(-1) as number),
  // A server that is down or throttles is left alone: its messages wait, and lose no attempt.
  claimable: 'NOT EXISTS (SELECT 1 FROM mail_hosts WHERE paused_until > now())',
};
