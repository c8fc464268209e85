import type { MailTransport } from '../mailing/mail-transport.js';
import type { Context } from '../runtime/context.js';
import { ledgerErrors } from '../runtime/ledger/errors.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { noticeLedger } from './jobs.js';
import { mailNotice } from './mail-notice.js';
import { findNotice } from './notice-repository.js';
import { postNotice } from './post-notice.js';
import type { WebhookSender } from './webhook-sender.js';

/** What carries notices; opened when the first one needs it. */
export interface NoticeCarriers {
  transport(): Promise<MailTransport>;
  /** Undefined where no webhook is configured. */
  webhook(): WebhookSender | undefined;
}

/**
 * Tells one claimed notice on its channel, or ends it in the state that it deserves. Who is told is
 * asked here and not when it was queued: an address that was corrected meanwhile is the right one.
 */
export async function tellNotice(
  context: Context,
  carriers: NoticeCarriers,
  claim: Claim,
  { signal }: { signal: AbortSignal },
): Promise<'postponed' | undefined> {
  const notice = await findNotice(context.database.knex, claim.id);
  // Its event was removed for good, and the notice with it.
  if (!notice) throw ledgerErrors.leaseLost({ kind: noticeLedger.kind, id: claim.id });
  if (notice.channel === 'webhook') {
    return await postNotice(context, carriers.webhook(), { claim, notice, signal });
  }
  const { transport } = carriers;
  return await mailNotice(context, transport, { claim, notice, signal });
}
