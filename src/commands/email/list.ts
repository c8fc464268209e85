import { z } from 'zod';
import { messageStatuses, templateNames } from '../../core/mailing/schema.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { formatCount } from '../output/format.js';
import { renderMessages } from './render-message.js';

const defaultLimit = 50;

export const command = defineCommand({
  name: 'email list',
  summary: 'List the messages of an event and how each stands',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    state: option('--state <state>', 'only these', z.enum(messageStatuses)),
    template: option('--template <name>', 'only of this template', z.enum(templateNames)),
    limit: option(
      '--limit <number>',
      `at most so many (${defaultLimit})`,
      z.coerce.number().int().min(1).max(100_000),
    ),
  },
  examples: [
    {
      command: 'evm email list --event devday --state failed',
      note: 'what did not arrive, and why',
    },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { listMessages } = await import('../../core/mailing/list-messages.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const { state: status, template, limit = defaultLimit } = input;
    const { total, messages } = await listMessages(context, event, { status, template, limit });
    return { event: event.slug, total, messages };
  },
  render({ event, total, messages }, io) {
    if (total === 0) return [`no such messages in ${event}`];
    const more = total > messages.length ? `, the newest ${messages.length} of them here` : '';
    return [...renderMessages(messages, io), io.faint(`${formatCount(total, 'message')}${more}`)];
  },
});
