import { defineCommand } from '../define-command.js';
import { messageArgument } from './message-argument.js';
import { renderMessage } from './render-message.js';

export const command = defineCommand({
  name: 'email show',
  summary: 'Show a message: its state, why, and what comes next',
  arguments: [messageArgument],
  examples: [{ command: 'evm email show 0192aa10-7c1e', note: 'by the beginning of its id' }],
  async run(session, input) {
    const { findMessage } = await import('../../core/mailing/find-message.js');
    const { messageDocument } = await import('../../core/mailing/message-document.js');
    const context = await session.openContext();
    return { message: messageDocument(await findMessage(context, input.message)) };
  },
  render: ({ message }, io) => renderMessage(message, io),
});
