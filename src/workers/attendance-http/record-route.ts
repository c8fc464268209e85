import type { FastifyInstance, FastifyReply } from 'fastify';
import { readScan } from '../../core/attendance/read-scan.js';
import { ProblemDocument, RecordedScan, ScanRequest } from './api-schemas.js';
import { authorise, callerOf, refuseCaller } from './authorise.js';
import { sendInvalid } from './handle-errors.js';
import { problems, sendProblem } from './problem.js';
import { readIdempotencyKey } from './scan-id.js';
import { type ScanResponse, scanResponse } from './scan-response.js';
import type { Service } from './service.js';
import { submitScans } from './submit-scans.js';
import type { RequestTypes } from './validate-requests.js';

const bodyLimit = 16 * 1024;

/** `POST /api/v1/attendance/record`: one scan. The answer is sent after the commit. */
export function recordRoute(app: FastifyInstance, service: Service): void {
  const { context, eventKeys, followUp, metrics } = service;
  app.withTypeProvider<RequestTypes>().route({
    method: 'POST',
    url: '/api/v1/attendance/record',
    bodyLimit,
    schema: {
      summary: 'Record one scan',
      tags: ['attendance'],
      security: [{ bearer: [] }],
      body: ScanRequest,
      response: { 201: RecordedScan, '4xx': ProblemDocument, '5xx': ProblemDocument },
    },
    onRequest: authorise(service, 'attendance:write'),
    async handler(request, reply) {
      const { body } = request;
      const caller = callerOf(request);
      const idempotency = readIdempotencyKey(request.headers);
      if ('problem' in idempotency) return sendInvalid(reply, [idempotency.problem]);
      const { key } = idempotency;
      if (key !== undefined && body.scanId !== undefined && body.scanId !== key) {
        return sendInvalid(reply, [{ field: 'scanId', message: 'is not the Idempotency-Key' }]);
      }
      const keys = await eventKeys.forTicket(caller.eventId, body.ticket);
      const arrivedAt = performance.now() - reply.elapsedTime;
      const scanId = key ?? context.ids.next();
      const scan = readScan(body, { keys, scanId, caller, arrivedAt });
      const results = await submitScans(service, caller.eventId, [scan]);
      if (!results) return sendProblem(reply, problems.overloaded);
      const [result] = results;
      if (!result) throw new Error('a scan was not answered');
      const response = scanResponse(result);
      metrics.scanned(verdictOf(response));
      if (response.kind === 'recorded') followUp.ring();
      return result.kind === 'revoked' ? refuseCaller(reply) : sendResponse(reply, response);
    },
  });
}

function verdictOf(response: ScanResponse): string {
  return response.kind === 'recorded' ? 'accepted' : response.problem.kind;
}

function sendResponse(reply: FastifyReply, response: ScanResponse): FastifyReply {
  if (response.isRepeated) reply.header('idempotent-replayed', 'true');
  if (response.kind === 'refused') return sendProblem(reply, response.problem);
  return reply
    .code(201)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(response.body));
}
