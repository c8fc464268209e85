import type { Context } from '../runtime/context.js';
import { composeFor, type MessageParts } from './compose-message.js';
import { mailingErrors } from './errors.js';
import type { MailTransport } from './mail-transport.js';

/**
 * Sends a message made for a participant to somebody else's address, here and now, and keeps no trace of
 * it. Throws MAIL_TEST_FAILED with what the server made of it.
 */
export async function sendTest(
  context: Context,
  transport: MailTransport,
  { to, ...parts }: Omit<MessageParts, 'id'> & { to: string },
): Promise<{ messageId: string; host: string }> {
  const ready = await composeFor(context, { ...parts, id: context.ids.next() });
  const test = { ...ready, to: { name: '', address: to }, subject: `[test] ${ready.subject}` };
  const outcome = await transport.submit(await transport.prepare(test), {});
  const { host } = transport;
  if (outcome.kind === 'accepted') return { messageId: ready.messageId, host };
  throw mailingErrors.testFailed({ host, reason: outcome.reason });
}
