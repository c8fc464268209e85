import type { Event } from '../../../src/core/events/schema.js';
import type { MailTransport } from '../../../src/core/mailing/mail-transport.js';
import { noticeLedger } from '../../../src/core/notices/jobs.js';
import { type OperatorNotice, queueNotice } from '../../../src/core/notices/queue-notice.js';
import { tellNotice } from '../../../src/core/notices/tell-notice.js';
import type { WebhookSender } from '../../../src/core/notices/webhook-sender.js';
import type { Config } from '../../../src/core/runtime/config/config-schema.js';
import type { Context } from '../../../src/core/runtime/context.js';
import { claimDue } from '../../../src/core/runtime/ledger/claim-rows.js';
import { settleFailure } from '../../../src/core/runtime/ledger/settle-claim.js';
import type { TestContext } from '../../support/database.js';

export const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** The same context with other addresses for notices. */
export function withNotify(context: TestContext, notify: Partial<Config['notify']>): TestContext {
  const { email, webhookUrl, webhookSecret } = notify;
  return {
    ...context,
    config: { ...context.config, notify: { email, webhookUrl, webhookSecret } },
  };
}

/** Queues news of a failed import that nobody has heard of. */
export async function queueFailure(context: Context, event: Event): Promise<void> {
  await queue(context, {
    kind: 'processing_failed',
    facts: { code: 'IMPORT_EMPTY' },
    eventId: event.id,
    subjectId: context.ids.next(),
    at: context.clock.now(),
  });
}

export async function queue(context: Context, notice: OperatorNotice): Promise<number> {
  return await context.database.transaction(async (trx) => await queueNotice(trx, context, notice));
}

/**
 * Claims the one notice that there is and tells it, as a worker does; what it throws is settled. Returns
 * how that went, with the row as it is afterwards.
 */
export async function tellOne(
  context: Context,
  carriers: { transport?: MailTransport; webhook?: WebhookSender },
): Promise<{ outcome: string; row: NoticeColumns | undefined }> {
  const { database, ids } = context;
  await database
    .knex('notices')
    .where({ state: 'pending' })
    .update({ not_before: new Date(0) });
  const options = { limit: 1, leaseSeconds: 60, ids };
  const [claim] = await claimDue(database, noticeLedger, options);
  if (!claim) throw new Error('no notice is due');
  const { transport, webhook } = carriers;
  const opened = {
    async transport() {
      if (!transport) throw new Error('nothing was to be mailed');
      return transport;
    },
    webhook: () => webhook,
  };
  const { signal } = new AbortController();
  let outcome: string;
  try {
    outcome = (await tellNotice(context, opened, claim, { signal })) ?? 'done';
  } catch (error) {
    outcome = (await settleFailure(database, noticeLedger, { claim, error })).outcome;
  }
  return { outcome, row: await readNotice(context, claim.id) };
}

export interface NoticeColumns {
  id: string;
  kind: string;
  channel: string;
  state: string;
  facts: Record<string, unknown>;
  submissions: number;
  attempts: number;
  last_error: string | null;
  recipient_encrypted: Buffer | null;
  told_at: Date | null;
}

async function readNotice(context: Context, id: string): Promise<NoticeColumns | undefined> {
  return await context.database.knex('notices').where({ id }).first();
}

export async function allNotices(context: Context): Promise<NoticeColumns[]> {
  return await context.database.knex('notices').orderBy(['kind', 'channel', 'id']).select();
}
