import type { FastifyInstance, FastifyReply } from 'fastify';
import { type CalendarFile, writeEventCalendar } from '../../core/calendar/write-calendar.js';
import { writeFeed } from '../../core/calendar/write-feed.js';
import { findSharedEvent } from '../../core/events/find-shared-event.js';
import { hidden } from './describe-api.js';
import { problems, sendProblem } from './problem.js';
import type { Service } from './service.js';

/**
 * `GET /e/:name.ics`: a public event by its slug, any by its share code; what the links of mail point to.
 * `GET /events.ics`: all public ones, to subscribe to.
 */
export function calendarRoute(app: FastifyInstance, { context, inTime }: Service): void {
  app.get<{ Params: { file: string } }>('/e/:file', hidden, async (request, reply) => {
    const name = /^([^\0]{1,200})\.ics$/.exec(request.params.file)?.[1];
    const event = name === undefined ? undefined : await inTime(findSharedEvent(context, name));
    if (!event) return sendProblem(reply, problems.notFound);
    return sendCalendar(reply, writeEventCalendar(context, { event }));
  });
  app.get('/events.ics', hidden, async (_request, reply) =>
    sendCalendar(reply, await inTime(writeFeed(context))),
  );
}

function sendCalendar(
  reply: FastifyReply,
  { content, contentType, filename }: CalendarFile,
): FastifyReply {
  return reply
    .header('content-type', contentType)
    .header('content-disposition', `inline; filename="${encodeURIComponent(filename)}"`)
    .header('cache-control', 'public, max-age=300')
    .send(content);
}
