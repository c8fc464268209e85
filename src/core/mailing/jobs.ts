import { z } from 'zod';
import { type Config, commaList, usualRetryMinutes } from '../runtime/config/config-schema.js';
import type { LedgerContract, RetryPolicy } from '../runtime/ledger/ledger-contract.js';
import { defineJob } from '../runtime/queue/job-contract.js';
import { leaveInDoubt } from './message-repository.js';

/** Rings for a message. */
export const sendMessageJob = defineJob({
  kind: 'message.send',
  queue: 'mailing',
  payload: z.strictObject({ messageId: z.uuid() }),
});

/** When a message that was put off is tried again: after each of these minutes, then no more. */
export function messageRetries({
  retryMinutes,
}: Pick<Config['mail'], 'retryMinutes'>): RetryPolicy {
  const ladder = commaList(retryMinutes).map((minutes) => Number(minutes) * 60_000);
  return {
    maxAttempts: ladder.length + 1,
    backoff: (attempt) => ladder[attempt - 1] ?? (ladder.at(-1) as number),
  };
}

/** Messages as ledger rows, with the retries of an installation that configures none. */
export const messageLedger: LedgerContract<'message'> = {
  kind: 'message',
  table: 'messages',
  ...messageRetries({ retryMinutes: usualRetryMinutes }),
  // A server that is down or throttles is left alone: its messages wait, and lose no attempt.
  claimable: 'NOT EXISTS (SELECT 1 FROM mail_hosts WHERE paused_until > now())',
  async ended(trx, { id, state }) {
    if (state === 'failed') await leaveInDoubt(trx, id);
  },
};
