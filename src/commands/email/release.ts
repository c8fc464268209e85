import { defineCommand } from '../define-command.js';
import { messageArgument } from './message-argument.js';

export const command = defineCommand({
  name: 'email release',
  summary: 'Send a held message, or one of unknown fate',
  description:
    'A message of unknown fate may have arrived already: releasing it accepts that the person may get it twice.',
  arguments: [messageArgument],
  examples: [
    { command: 'evm email release 0192aa10-7c1e', note: 'a second copy does less harm than none' },
  ],
  async run(session, input) {
    const { overrideMessage } = await import('../../core/mailing/override-message.js');
    const { messageDocument } = await import('../../core/mailing/message-document.js');
    const context = await session.openContext();
    const done = await overrideMessage(context, { reference: input.message, action: 'release' });
    return { message: messageDocument(done) };
  },
  render: ({ message }, io) => [`${io.good('✓')} message ${message.id} waits to be sent`],
});
