import { defineCommand } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'event delete',
  summary: 'Delete an event (it can be restored from the database)',
  description:
    'The event and its participants are no longer found, and its slug can be used again. Asks first.',
  arguments: [{ name: 'event', description: 'the event: slug, id or a unique beginning' }],
  examples: [
    { command: 'evm event delete devday-2025', note: 'asks before it deletes' },
    { command: 'evm event delete devday-2025 --yes', note: 'from a script' },
  ],
  async run(session, input) {
    const { showEvent } = await import('../../core/events/show-event.js');
    const { deleteEvent } = await import('../../core/events/delete-event.js');
    const { presentEvent } = await import('../../core/events/event-document.js');
    const context = await session.openContext();
    const { event, counts } = await showEvent(context, input.event);
    const people = formatCount(counts.participants.total, 'participant');
    session.note(`${event.slug}: ${event.name}, ${event.status}, ${people}`);
    await session.confirm(`Delete "${event.slug}" with ${people}?`);
    // By id: what was shown is what goes, whatever was named meanwhile.
    const deleted = await deleteEvent(context, event.id);
    return { event: presentEvent(deleted, counts) };
  },
  render: ({ event }, io) => [`${io.good('✓')} event ${io.strong(event.slug)} deleted`],
});
