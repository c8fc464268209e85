import { defineCommand } from '../define-command.js';
import { messageArgument } from './message-argument.js';

export const command = defineCommand({
  name: 'email cancel',
  summary: 'Cancel a message that has not gone out',
  description: 'A message that is being sent at this moment ends as it ends.',
  arguments: [messageArgument],
  examples: [{ command: 'evm email cancel 0192aa10-7c1e', note: 'nobody will get it' }],
  async run(session, input) {
    const { overrideMessage } = await import('../../core/mailing/override-message.js');
    const { messageDocument } = await import('../../core/mailing/message-document.js');
    const context = await session.openContext();
    const done = await overrideMessage(context, { reference: input.message, action: 'cancel' });
    return { message: messageDocument(done) };
  },
  render: ({ message }, io) => [`${io.good('✓')} message ${message.id} is cancelled`],
});
