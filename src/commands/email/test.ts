import { z } from 'zod';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { readTemplateName, templateArgument } from '../template/template-name.js';

export const command = defineCommand({
  name: 'email test',
  summary: 'Send one message to an address of your own, to see it arrive',
  arguments: [templateArgument],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    to: requiredOption('--to <address>', 'where it goes', z.email('not an e-mail address')),
    participant: option(
      '--participant <participant>',
      'whose ticket and name are in it (the first participant)',
    ),
  },
  examples: [
    {
      command: 'evm email test registration_confirmation --event devday --to me@example.com',
      note: 'does it arrive, and how does it look?',
    },
  ],
  async run(session, input) {
    const template = readTemplateName(input.name, 'email test');
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { mailFolderOf, openTransport } = await import('../../core/mailing/open-transport.js');
    const { sendTest } = await import('../../core/mailing/send-test.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const participant = await findParticipant(context, event, input.participant ?? '#1');
    const transport = await openTransport(context.config);
    session.onClose(async () => await transport.close());
    const { to } = input;
    const sent = await sendTest(context, transport, { template, event, participant, to });
    return { test: { ...sent, folder: mailFolderOf(context.config) ?? null } };
  },
  render({ test: { host, messageId, folder } }, io) {
    if (folder === null) return [`${io.good('✓')} ${host} has taken it (${messageId})`];
    return [
      `${io.good('✓')} written to ${folder} (${messageId})`,
      ...(io.isTerminal
        ? [io.faint('  to send it for real, set EVM_SMTP_URL and EVM_MAIL_FROM')]
        : []),
    ];
  },
});
