import { defineCommand } from '../define-command.js';
import { renderEvent } from './render-event.js';

export const command = defineCommand({
  name: 'event show',
  summary: 'Show an event with its counts',
  arguments: [{ name: 'event', description: 'the event: slug, id or a unique beginning' }],
  examples: [
    { command: 'evm event show seoul-devday', note: 'details, places taken, participants' },
    { command: 'evm event show seoul --json', note: 'the same for a script' },
  ],
  async run(session, input) {
    const { showEvent } = await import('../../core/events/show-event.js');
    const { presentEvent } = await import('../../core/events/event-document.js');
    const context = await session.openContext();
    const { event, counts } = await showEvent(context, input.event);
    return { event: { ...presentEvent(event), counts } };
  },
  render: ({ event }, io) => renderEvent(event, io),
});
