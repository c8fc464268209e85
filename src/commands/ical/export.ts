import { resolve } from 'node:path';
import { z } from 'zod';
import { calendarMethods } from '../../core/calendar/schema.js';
import type { CalendarParticipant } from '../../core/calendar/write-calendar.js';
import { locales } from '../../core/runtime/locales.js';
import { defineCommand, flag, option, repeatable, requiredOption } from '../define-command.js';
import { calendarPath } from './calendar-path.js';

const minutesBefore = z
  .string()
  .regex(/^\d{1,5}$/, 'whole minutes are needed')
  .transform(Number);

export const command = defineCommand({
  name: 'ical export',
  summary: 'Write an event as an .ics calendar file',
  description:
    'For everybody, without anything of any person; with --participant for one person, with the code of their ticket. The method is publish, or cancel for what is cancelled; request asks the participant for an answer. Without --out the file is printed.',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    participant: option('--participant <participant>', 'number, e-mail, ticket code, id or name'),
    method: option('--method <method>', 'what calendars do with it', z.enum(calendarMethods)),
    alarm: repeatable('--alarm <minutes>', 'reminder before the start (180)', minutesBefore),
    utc: flag('--utc', 'all times in UTC instead of the zone of the event'),
    locale: option('--locale <locale>', 'language of the ticket line', z.enum(locales)),
    out: option('--out <file>', 'the file to write, .ics', calendarPath),
  },
  examples: [
    { command: 'evm ical export --event devday --out devday.ics', note: 'for everybody' },
    { command: "evm ical export --event devday --participant '#042'", note: 'for one, printed' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { writeEventCalendar } = await import('../../core/calendar/write-calendar.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    let participant: CalendarParticipant | undefined;
    if (input.participant !== undefined) {
      const { findParticipant } = await import('../../core/participants/find-participant.js');
      participant = await findParticipant(context, event, input.participant);
    }
    const { method, locale } = input;
    const alarms = input.alarm.length > 0 ? input.alarm : undefined;
    const options = { method, locale, alarms, times: input.utc ? 'utc' : 'zone' } as const;
    const { content, ...file } = writeEventCalendar(context, { event, participant, ...options });
    if (participant && participant.status !== 'registered' && file.method !== 'cancel') {
      session.warn(`the registration is ${participant.status}: the file has no ticket code`);
    }
    const calendar = { event: event.slug, ...file };
    if (input.out !== undefined) {
      const { saveCalendar } = await import('../../core/calendar/save-calendar.js');
      const path = resolve(session.cwd, input.out);
      await saveCalendar(path, content, { isPersonal: participant !== undefined });
      return { calendar: { ...calendar, file: path } };
    }
    if (session.globals.json) return { calendar: { ...calendar, content } };
    await session.write(content);
    return undefined;
  },
  render: ({ calendar }, io) =>
    'file' in calendar ? [`${io.good('✓')} ${calendar.event} in ${calendar.file}`] : [],
});
