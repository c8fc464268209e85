import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../core/access/schema.js';
import { readTimeline } from '../../core/attendance/statistics/read-timeline.js';
import { createEventViewer, type EventView } from '../../core/attendance/watch-event.js';
import { findEvent } from '../../core/events/find-event.js';
import { EventParams, GateParams, ProblemDocument, TimelineQuery } from './api-schemas.js';
import { authorise, callerOf, refuseCaller } from './authorise.js';
import { problems, sendProblem } from './problem.js';
import type { Service } from './service.js';
import type { RequestTypes } from './validate-requests.js';

const common = { tags: ['statistics'], security: [{ bearer: [] }] };
const response = { '4xx': ProblemDocument, '5xx': ProblemDocument };

/** `GET /api/v1/events/:id/stats`, `/view`, `/timeline` and `/api/v1/gates/:id/stats`. */
export function statisticsRoutes(app: FastifyInstance, service: Service): void {
  const { authenticator, context, inTime, statistics } = service;
  const typed = app.withTypeProvider<RequestTypes>();
  const onRequest = authorise(service, 'attendance:read');

  /** Undefined when the caller was answered: revoked, or of another event. */
  async function eventOf(
    request: FastifyRequest,
    reply: FastifyReply,
    named?: string,
  ): Promise<string | undefined> {
    const caller = callerOf(request);
    const slug = await inTime(authenticator.confirm(caller));
    if (slug === undefined) refuseCaller(reply);
    else if (
      named === undefined ||
      [caller.eventId, slug].includes(named.normalize('NFC').toLowerCase())
    ) {
      return caller.eventId;
    } else sendProblem(reply, problems.foreignEvent);
    return undefined;
  }

  typed.route({
    method: 'GET',
    url: '/api/v1/events/:id/stats',
    schema: { ...common, summary: 'All numbers of the event', params: EventParams, response },
    onRequest,
    async handler(request, reply) {
      const eventId = await eventOf(request, reply, request.params.id);
      if (eventId === undefined) return reply;
      if (!mayRead(callerOf(request))) return sendProblem(reply, problems.foreignGate);
      return { eventId, ...(await inTime(statistics.read(eventId))) };
    },
  });

  const viewEvent = createEventViewer(context, statistics);

  typed.route({
    method: 'GET',
    url: '/api/v1/events/:id/view',
    schema: {
      ...common,
      summary:
        'What a dashboard shows: numbers, timeline, forecast, alerts, last scans without names',
      params: EventParams,
      response,
    },
    onRequest,
    async handler(request, reply) {
      const eventId = await eventOf(request, reply, request.params.id);
      if (eventId === undefined) return reply;
      if (!mayRead(callerOf(request))) return sendProblem(reply, problems.foreignGate);
      const view = await inTime(findEvent(context, eventId).then(viewEvent));
      reply.header('cache-control', 'no-store');
      return withoutNames(view);
    },
  });

  typed.route({
    method: 'GET',
    url: '/api/v1/events/:id/timeline',
    schema: {
      ...common,
      summary: 'How the event fills over time',
      params: EventParams,
      querystring: TimelineQuery,
      response,
    },
    onRequest,
    async handler(request, reply) {
      const eventId = await eventOf(request, reply, request.params.id);
      if (eventId === undefined) return reply;
      const { query } = request;
      if (!mayRead(callerOf(request), query.gateId)) {
        return sendProblem(reply, problems.foreignGate);
      }
      const timeline = await inTime(readTimeline(context, { eventId, ...query }));
      return { eventId, bucketMinutes: query.bucketMinutes, timeline };
    },
  });

  typed.route({
    method: 'GET',
    url: '/api/v1/gates/:id/stats',
    schema: { ...common, summary: 'The numbers of one gate', params: GateParams, response },
    onRequest,
    async handler(request, reply) {
      const eventId = await eventOf(request, reply);
      if (eventId === undefined) return reply;
      const gateId = request.params.id;
      const { version, gates } = await inTime(statistics.read(eventId));
      const gate = gates.find((known) => known.gateId === gateId);
      if (!gate) return sendProblem(reply, problems.notFound);
      if (!mayRead(callerOf(request), gateId)) return sendProblem(reply, problems.foreignGate);
      return { eventId, version, ...gate };
    },
  });
}

/**
 * Whether a caller may see the numbers of this gate, or without one those of the whole event: a key of some
 * gates is not to know who comes in at the others.
 */
function mayRead({ gateIds }: Caller, gateId?: string): boolean {
  return gateIds.length === 0 || (gateId !== undefined && gateIds.includes(gateId));
}

/** A key to read is for screens that everybody sees: it is told numbers, and nothing that says who anybody is. */
function withoutNames(view: EventView): EventView {
  return {
    ...view,
    alerts: view.alerts.map((alert) => ({ ...alert, acknowledgedBy: null })),
    lastScans: view.lastScans.map((scan) => ({ ...scan, name: null })),
  };
}
