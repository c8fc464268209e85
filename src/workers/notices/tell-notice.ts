import type { MailTransport } from '../../core/mailing/mail-transport.js';
import { openTransport } from '../../core/mailing/open-transport.js';
import { createFetchWebhookSender } from '../../core/notices/adapters/fetch-webhook-sender.js';
import { type NoticeCarriers, tellNotice } from '../../core/notices/tell-notice.js';
import { webhookTargetOf } from '../../core/notices/webhook-target.js';
import type { Context } from '../../core/runtime/context.js';
import type { Process } from '../catalogue.js';

/** One transport for each context that has mailed a notice: its connections are shared. */
const transports = new WeakMap<Context, Promise<MailTransport>>();

/** Tells one notice, by mail or webhook. */
export const process: Process = async (context, claim, options) =>
  await tellNotice(context, carriersOf(context), claim, options);

/** Closes the worker's connections to the mail server. */
export async function close(context: Context): Promise<void> {
  const transport = transports.get(context);
  transports.delete(context);
  await (await transport)?.close();
}

function carriersOf(context: Context): NoticeCarriers {
  const { config, clock } = context;
  return {
    async transport() {
      const opening = transports.get(context) ?? openTransport(config);
      transports.set(context, opening);
      return await opening;
    },
    webhook() {
      const target = webhookTargetOf(config);
      return target && createFetchWebhookSender(target, { clock });
    },
  };
}
