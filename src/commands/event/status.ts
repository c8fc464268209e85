import { statusesAfter } from '../../core/events/event-status.js';
import { EventStatus } from '../../core/events/schema.js';
import { closestWord } from '../../core/runtime/config/closest-word.js';
import { defineCommand } from '../define-command.js';
import { commandErrors } from '../errors.js';
import { renderNext } from './render-event.js';

export const command = defineCommand({
  name: 'event status',
  summary: 'Move an event on: published, in_progress, completed, cancelled',
  description:
    'An event goes from draft to published to in_progress to completed, and can be cancelled before\nit is completed. Completed and cancelled are final.',
  arguments: [
    { name: 'event', description: 'the event: slug, id or a unique beginning' },
    { name: 'status', description: 'published, in_progress, completed or cancelled' },
  ],
  examples: [
    { command: 'evm event status seoul-devday published', note: 'open it for registration' },
    { command: 'evm event status seoul-devday in_progress', note: 'on the morning of the event' },
  ],
  async run(session, input) {
    const status = readStatus(input.status);
    const { changeEventStatus } = await import('../../core/events/change-event-status.js');
    const { presentEvent } = await import('../../core/events/event-document.js');
    const context = await session.openContext();
    const { event, previous } = await changeEventStatus(context, input.event, status);
    return { event: presentEvent(event), previousStatus: previous };
  },
  render({ event, previousStatus }, io) {
    if (event.status === previousStatus) return [`event ${event.slug} already is ${event.status}`];
    const [next] = statusesAfter(event.status);
    return [
      `${io.good('✓')} event ${io.strong(event.slug)}: ${previousStatus} → ${event.status}`,
      ...(next === undefined ? [] : renderNext(`evm event status ${event.slug} ${next}`, io)),
    ];
  },
});

/** In any case, and with a dash or a space: `In-Progress` is in_progress. */
function readStatus(text: string): EventStatus {
  const parsed = EventStatus.safeParse(text.trim().toLowerCase().replaceAll(/[- ]/g, '_'));
  if (parsed.success) return parsed.data;
  const choices = EventStatus.options;
  const closest = closestWord(text, choices);
  const advice =
    closest === undefined ? `one of ${choices.join(', ')} is needed` : `did you mean ${closest}?`;
  throw commandErrors.usage({
    problem: `"${text}" is not a status; ${advice}`,
    help: 'evm help event status',
  });
}
