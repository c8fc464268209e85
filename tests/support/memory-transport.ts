import type {
  MailTransport,
  ReadyMessage,
  SubmitOutcome,
} from '../../src/core/mailing/mail-transport.js';

export const accepted: SubmitOutcome = { kind: 'accepted', code: 250 };

/** The transport of tests that need no server: keeps what it is given, and answers what it is told to. */
export function createMemoryTransport(
  answer: () => SubmitOutcome | Promise<SubmitOutcome> = () => accepted,
): MailTransport & { messages: ReadyMessage[] } {
  const messages: ReadyMessage[] = [];
  return {
    host: 'memory',
    messages,
    async submit(message) {
      messages.push(message);
      return await answer();
    },
    verify: async () => accepted,
    close: async () => undefined,
  };
}
