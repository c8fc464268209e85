import { defineCommand, requiredOption } from '../define-command.js';
import { detailOptions, readDetailOptions } from './detail-options.js';
import { formatPlaces, formatWhen, renderNext } from './render-event.js';

export const command = defineCommand({
  name: 'event create',
  summary: 'Create an event',
  description: [
    'Times are read in the zone of the event (the zone of this machine when none is given): as',
    '2026-12-01 09:00, or with an offset as 2026-12-01T09:00+09:00; a date alone is the start of that',
    'day, and its end for --ends and --deadline. A slug has 1 to 60 lower-case letters (a-z or Hangul) and digits, with single dashes between',
    'them. The event starts as a draft.',
  ].join('\n'),
  options: {
    slug: requiredOption('--slug <slug>', 'short name for commands and links: seoul-devday'),
    name: requiredOption('--name <name>', 'name that people read'),
    starts: requiredOption('--starts <time>', 'when it starts: 2026-12-01 09:00'),
    ...detailOptions,
  },
  examples: [
    {
      command:
        'evm event create --slug seoul-devday --name "Seoul DevDay" --starts "2026-12-01 09:00"',
      note: 'the least that an event needs',
    },
    {
      command:
        'evm event create --slug devday --name DevDay --starts 2026-12-01T09:00 --capacity 300 --waitlist --field "meal:choice:한식|양식:required"',
      note: 'with limited places, a waitlist and a question',
    },
  ],
  async run(session, input) {
    const { createEvent } = await import('../../core/events/create-event.js');
    const { presentEvent } = await import('../../core/events/event-document.js');
    const details = await readDetailOptions(input, session.cwd);
    const context = await session.openContext();
    const event = await createEvent(context, {
      ...details,
      slug: input.slug,
      name: input.name,
      startsAt: input.starts,
    });
    return { event: presentEvent(event) };
  },
  render: ({ event }, io) => [
    `${io.good('✓')} event ${io.strong(event.slug)} created: ${event.name}`,
    `  ${formatWhen(event, io.zone)} · ${formatPlaces(event)} · ${event.status}`,
    ...renderNext(`evm event status ${event.slug} published`, io),
  ],
});
