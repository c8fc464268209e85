import type { MailTransport } from '../../core/mailing/mail-transport.js';
import { openTransport } from '../../core/mailing/open-transport.js';
import { sendMessage } from '../../core/mailing/send-message.js';
import type { Context } from '../../core/runtime/context.js';
import type { Process } from '../catalogue.js';

/** One transport for each context: its connections are shared by all messages of a worker. */
const transports = new WeakMap<Context, Promise<MailTransport>>();

/** Sends one message through the worker's transport. */
export const process: Process = async (context, claim, options) =>
  await sendMessage(context, await transportOf(context), claim, options);

/** Closes the worker's connections to the mail server. */
export async function close(context: Context): Promise<void> {
  const transport = transports.get(context);
  transports.delete(context);
  await (await transport)?.close();
}

async function transportOf(context: Context): Promise<MailTransport> {
  const known = transports.get(context);
  if (known) return await known;
  const opening = openTransport(context.config);
  transports.set(context, opening);
  return await opening;
}
