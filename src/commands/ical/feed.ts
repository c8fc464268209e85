import { resolve } from 'node:path';
import { z } from 'zod';
import { defineCommand, flag, option } from '../define-command.js';
import { formatCount } from '../output/format.js';
import { calendarPath } from './calendar-path.js';

const minutes = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, 'whole minutes are needed')
  .transform(Number);

export const command = defineCommand({
  name: 'ical feed',
  summary: 'Write one calendar of all public events, to subscribe to',
  description:
    'Public events that are no drafts, of the last year and later; cancelled ones say so. The HTTP service gives the same out at /events.ics, for webcal://. Without --out the file is printed.',
  options: {
    all: flag('--all', 'of every organizer (usual)'),
    organizer: option('--organizer <id>', 'only events of this organizer', z.uuid()),
    name: option('--name <name>', 'what calendars call it', z.string().trim().min(1).max(100)),
    refresh: option('--refresh <minutes>', 'how often calendars fetch it anew (360)', minutes),
    utc: flag('--utc', 'all times in UTC instead of the zones of the events'),
    out: option('--out <file>', 'the file to write, .ics', calendarPath),
  },
  examples: [
    { command: 'evm ical feed --all --out events.ics', note: 'to put on a web server' },
    { command: 'evm ical feed --name "Seoul meetups" --refresh 60', note: 'printed' },
  ],
  async run(session, input) {
    if (input.all && input.organizer !== undefined) {
      const { commandErrors } = await import('../errors.js');
      const problem = '--all and --organizer do not go together';
      throw commandErrors.usage({ problem, help: 'evm ical feed --help' });
    }
    const { writeFeed } = await import('../../core/calendar/write-feed.js');
    const context = await session.openContext();
    const { content, ...feed } = await writeFeed(context, {
      organizerId: input.organizer,
      name: input.name,
      refreshMinutes: input.refresh,
      times: input.utc ? 'utc' : 'zone',
    });
    if (input.out !== undefined) {
      const { saveCalendar } = await import('../../core/calendar/save-calendar.js');
      const path = resolve(session.cwd, input.out);
      await saveCalendar(path, content, { isPersonal: false });
      return { feed: { ...feed, file: path } };
    }
    if (session.globals.json) return { feed: { ...feed, content } };
    await session.write(content);
    return undefined;
  },
  render: ({ feed }, io) =>
    'file' in feed ? [`${io.good('✓')} ${formatCount(feed.events, 'event')} in ${feed.file}`] : [],
});
