import { untilRecorded } from '../mailing/until-recorded.js';
import type { Context } from '../runtime/context.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../runtime/ledger/settle-claim.js';
import { noticeErrors } from './errors.js';
import { noticeLedger } from './jobs.js';
import { recordTold, removeClaimed } from './notice-repository.js';
import type { Notice } from './schema.js';
import { webhookPayload } from './webhook-payload.js';
import type { WebhookSender } from './webhook-sender.js';
import { findEventWords } from './words-repository.js';

/**
 * Posts a notice as a webhook. What happens if the process dies here: the row is claimed anew and posted
 * again under the same webhook-id, by which receivers know a double; that is how webhooks are.
 */
export async function postNotice(
  context: Context,
  sender: WebhookSender | undefined,
  { claim, notice, signal }: { claim: Claim; notice: Notice; signal: AbortSignal },
): Promise<undefined> {
  const { knex } = context.database;
  const event = await findEventWords(knex, notice.eventId);
  const body = event && webhookPayload(notice, event);
  if (!sender || body === undefined) return await removeClaimed(knex, claim);
  const outcome = await sender.post({ id: notice.id, body }, { signal });
  if (outcome.kind === 'gone') throw noticeErrors.webhookGone({});
  if (outcome.kind === 'failed') throw noticeErrors.webhookFailed({ reason: outcome.reason });
  await untilRecorded(context, async () => {
    await context.database.transaction(async (trx) => {
      await completeClaim(trx, noticeLedger, claim);
      await recordTold(trx, claim.id);
    });
  });
}
