import { buildMail } from '../../src/core/mailing/adapters/build-mail.js';
import type {
  MailTransport,
  RawMail,
  ReadyMessage,
  SubmitOutcome,
} from '../../src/core/mailing/mail-transport.js';

export const accepted: SubmitOutcome = { kind: 'accepted', code: 250 };

/** The transport of tests that need no server: keeps what it is given, and answers what it is told to. */
export function createMemoryTransport(
  answer: () => SubmitOutcome | Promise<SubmitOutcome> = () => accepted,
): MailTransport & { messages: ReadyMessage[] } {
  const messages: ReadyMessage[] = [];
  const sources = new WeakMap<RawMail, ReadyMessage>();
  return {
    host: 'memory',
    messages,
    async prepare(message) {
      const mail = buildMail(message, new Date());
      sources.set(mail, message);
      return mail;
    },
    async submit(mail) {
      messages.push(sources.get(mail) as ReadyMessage);
      return await answer();
    },
    verify: async () => accepted,
    close: async () => undefined,
  };
}
