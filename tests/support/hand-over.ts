import type {
  MailTransport,
  ReadyMessage,
  SubmitOutcome,
} from '../../src/core/mailing/mail-transport.js';

/** Makes and submits one message. */
export async function handOver(
  transport: MailTransport,
  message: ReadyMessage,
  options: { signal?: AbortSignal } = {},
): Promise<SubmitOutcome> {
  return await transport.submit(await transport.prepare(message), options);
}
