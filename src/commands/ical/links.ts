import { defineCommand, requiredOption } from '../define-command.js';

export const command = defineCommand({
  name: 'ical links',
  summary: 'Show the links that add an event to a calendar',
  description:
    'Links to Google Calendar and Outlook, and one to subscribe to (webcal), which needs EVM_PUBLIC_URL and the HTTP service behind it. They hold nothing of any person.',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [{ command: 'evm ical links --event devday', note: 'to put on a web page' }],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { linkEventCalendar } = await import('../../core/calendar/link-calendar.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    return { event: event.slug, links: linkEventCalendar(context, event) };
  },
  render: ({ links: { google, outlook, office365, webcal } }, io) => [
    `${io.faint('google    ')}${google}`,
    `${io.faint('outlook   ')}${outlook}`,
    `${io.faint('office365 ')}${office365}`,
    ...(webcal === undefined ? [] : [`${io.faint('webcal    ')}${webcal}`]),
  ],
});
