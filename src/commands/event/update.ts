import { defineCommand, option } from '../define-command.js';
import { formatCount } from '../output/format.js';
import { detailOptions, readDetailOptions } from './detail-options.js';
import { formatPlaces, formatWhen } from './render-event.js';

export const command = defineCommand({
  name: 'event update',
  summary: 'Change the details of an event',
  description: [
    'Only what is given changes; "none" takes away an end, a deadline, a capacity, a description, a',
    'location, a link or the form. --form replaces the whole form, --field adds a field or replaces',
    'the one with its id. Another zone does not move the times. New places go to the waitlist.',
  ].join('\n'),
  arguments: [{ name: 'event', description: 'the event: slug, id or a unique beginning' }],
  options: {
    slug: option('--slug <slug>', 'another short name'),
    name: option('--name <name>', 'another name'),
    starts: option('--starts <time>', 'when it starts: 2026-12-01 09:00'),
    ...detailOptions,
  },
  examples: [
    {
      command: 'evm event update devday --capacity 400',
      note: 'more places; the waitlist moves up',
    },
    { command: 'evm event update devday --ends none --waitlist off', note: 'take something away' },
  ],
  async run(session, input) {
    const { updateEvent } = await import('../../core/events/update-event.js');
    const { presentEvent } = await import('../../core/events/event-document.js');
    const details = await readDetailOptions(input, session.cwd);
    const context = await session.openContext();
    const { event, changed, promoted } = await updateEvent(context, input.event, {
      ...details,
      slug: input.slug,
      name: input.name,
      startsAt: input.starts,
    });
    return { event: presentEvent(event), changed, promoted };
  },
  render({ event, changed, promoted }, io) {
    if (changed.length === 0) return [`event ${event.slug} already is like that`];
    const moved = formatCount(promoted.length, 'participant');
    return [
      `${io.good('✓')} event ${io.strong(event.slug)} changed: ${changed.join(', ')}`,
      `  ${formatWhen(event, io.zone)} · ${formatPlaces(event)} · ${event.status}`,
      ...(promoted.length === 0 ? [] : [`  ${moved} moved up from the waitlist`]),
    ];
  },
});
