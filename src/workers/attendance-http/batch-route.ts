import type { FastifyInstance } from 'fastify';
import type { ScanRequest } from '../../core/attendance/schema.js';
import type { EventPublicKey } from '../../core/tickets/event-key.js';
import { BatchRequest, BatchResponse, ProblemDocument } from './api-schemas.js';
import { authorise, callerOf, refuseCaller } from './authorise.js';
import { readItems, sortResults } from './batch-items.js';
import { sendInvalid } from './handle-errors.js';
import { problems, sendProblem } from './problem.js';
import { readIdempotencyKey } from './scan-id.js';
import type { Service } from './service.js';
import { submitScans } from './submit-scans.js';
import type { RequestTypes } from './validate-requests.js';

const bodyLimit = 2 * 1024 * 1024;
/** With `:999` behind it, it has to be a scan id. */
const longestKey = 96;

/**
 * `POST /api/v1/attendance/batch`: scans of one event, in one transaction. An item that is wrong does not
 * spoil its neighbours. Items without a scan id get `<Idempotency-Key>:<index>` where there is one.
 */
export function batchRoute(app: FastifyInstance, service: Service): void {
  const { authenticator, context, eventKeys, followUp, inTime, metrics } = service;

  async function keysOf(eventId: string, body: readonly unknown[]) {
    const keys = new Map<string, readonly EventPublicKey[]>();
    for (const item of body) {
      const { ticket } = (item ?? {}) as Partial<Record<keyof ScanRequest, unknown>>;
      if (typeof ticket !== 'string' || ticket.length > 200 || keys.has(ticket)) continue;
      keys.set(ticket, await eventKeys.forTicket(eventId, ticket));
    }
    return keys;
  }

  app.withTypeProvider<RequestTypes>().route({
    method: 'POST',
    url: '/api/v1/attendance/batch',
    bodyLimit,
    schema: {
      summary: 'Record up to 1,000 scans of one event',
      tags: ['attendance'],
      security: [{ bearer: [] }],
      body: BatchRequest,
      response: { 200: BatchResponse, '4xx': ProblemDocument, '5xx': ProblemDocument },
    },
    onRequest: authorise(service, 'attendance:write'),
    async handler(request, reply) {
      const { body } = request;
      const caller = callerOf(request);
      const idempotency = readIdempotencyKey(request.headers);
      if ('problem' in idempotency) return sendInvalid(reply, [idempotency.problem]);
      const { key } = idempotency;
      if (key !== undefined && key.length > longestKey) {
        const message = `is at most ${longestKey} characters long for a batch`;
        return sendInvalid(reply, [{ field: 'Idempotency-Key', message }]);
      }
      const keys = await keysOf(caller.eventId, body);
      const items = readItems(body, {
        keysFor: ({ ticket }) => keys.get(ticket ?? '') ?? [],
        scanIdFor: (index) => (key === undefined ? context.ids.next() : `${key}:${index}`),
        caller,
        arrivedAt: performance.now() - reply.elapsedTime,
      });
      const scans = items.flatMap((item) => (item.kind === 'scan' ? [item.scan] : []));
      // Where nothing of it is a scan, whether the caller was revoked is still to be asked.
      if (scans.length === 0 && !(await inTime(authenticator.confirm(caller)))) {
        return refuseCaller(reply);
      }
      const results = scans.length === 0 ? [] : await submitScans(service, caller.eventId, scans);
      if (!results) return sendProblem(reply, problems.overloaded);
      if (results.some(({ kind }) => kind === 'revoked')) return refuseCaller(reply);
      const sorted = sortResults(items, results);
      for (const list of [sorted.successful, sorted.failed, sorted.duplicates]) {
        for (const { verdict } of list) metrics.scanned(verdict);
      }
      if (results.length > 0) followUp.ring();
      if (results.length > 0 && results.every(isRepeated)) {
        reply.header('idempotent-replayed', 'true');
      }
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .send(JSON.stringify(sorted));
    },
  });
}

function isRepeated(result: { kind: string; isRepeated?: boolean }): boolean {
  return result.kind === 'answered' && result.isRepeated === true;
}
