import { defineCommand } from '../define-command.js';
import { messageArgument } from './message-argument.js';

export const command = defineCommand({
  name: 'email retry',
  summary: 'Send a failed or cancelled message anew',
  description:
    'The message gets all its attempts again and is due at once. Whether its address is suppressed is asked again.',
  arguments: [messageArgument],
  examples: [{ command: 'evm email retry 0192aa10-7c1e', note: 'after the address was corrected' }],
  async run(session, input) {
    const { overrideMessage } = await import('../../core/mailing/override-message.js');
    const { messageDocument } = await import('../../core/mailing/message-document.js');
    const context = await session.openContext();
    const done = await overrideMessage(context, { reference: input.message, action: 'retry' });
    return { message: messageDocument(done) };
  },
  render: ({ message }, io) => [`${io.good('✓')} message ${message.id} waits to be sent`],
});
