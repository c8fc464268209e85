import { defineCommand, requiredOption } from '../define-command.js';

export const command = defineCommand({
  name: 'ticket key',
  summary: 'Print the public key that verifies the tickets of an event',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [
    { command: 'evm ticket key --event devday > devday.pem', note: 'for a gate without a network' },
  ],
  async run(session, { event: reference }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { showEventKey } = await import('../../core/tickets/show-event-key.js');
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    return { key: { event: event.slug, publicKey: await showEventKey(context, event) } };
  },
  render: ({ key }) => key.publicKey.trimEnd().split('\n'),
});
