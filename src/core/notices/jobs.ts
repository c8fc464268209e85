import { z } from 'zod';
import type { LedgerContract } from '../runtime/ledger/ledger-contract.js';
import { defineJob } from '../runtime/queue/job-contract.js';
import { forgetRecipient } from './notice-repository.js';

/** Rings for a notice. */
export const tellNoticeJob = defineJob({
  kind: 'notice.tell',
  queue: 'notices',
  payload: z.strictObject({ noticeId: z.uuid() }),
});

const minute = 60_000;
/** News at first, and then patience for a service that is being mended: 7 tries within 24 hours. */
const ladder = [minute / 2, 5 * minute, 30 * minute, 120 * minute, 300 * minute, 900 * minute];

/** Notices as ledger rows. */
export const noticeLedger: LedgerContract<'notice'> = {
  kind: 'notice',
  table: 'notices',
  maxAttempts: ladder.length + 1,
  backoff: (attempt) => ladder[attempt - 1] ?? (ladder.at(-1) as number),
  retryable: {
    condition: "kind <> 'deletion_confirmation' OR recipient_encrypted IS NOT NULL",
    otherwise: 'its recipient is forgotten',
  },
  async ended(trx, { id, state }) {
    if (state === 'cancelled') await forgetRecipient(trx, id);
  },
};
