import type { FastifyInstance } from 'fastify';
import { annulScan } from '../../core/attendance/annul-scan.js';
import { Annulled, ProblemDocument, ScanParams } from './api-schemas.js';
import { authorise, callerOf, refuseCaller } from './authorise.js';
import type { Service } from './service.js';
import type { RequestTypes } from './validate-requests.js';

/** `DELETE /api/v1/attendance/:scanId` takes an accepted scan back; its history stays. */
export function annulRoute(app: FastifyInstance, service: Service): void {
  const { authenticator, context, followUp, inTime } = service;
  app.withTypeProvider<RequestTypes>().route({
    method: 'DELETE',
    url: '/api/v1/attendance/:scanId',
    schema: {
      summary: 'Take an accepted scan back',
      tags: ['attendance'],
      security: [{ bearer: [] }],
      params: ScanParams,
      response: { 200: Annulled, '4xx': ProblemDocument, '5xx': ProblemDocument },
    },
    onRequest: authorise(service, 'attendance:write'),
    async handler(request, reply) {
      const caller = callerOf(request);
      if (!(await inTime(authenticator.confirm(caller)))) return refuseCaller(reply);
      const { answer, isRepeated } = await inTime(
        annulScan(context, {
          eventId: caller.eventId,
          scanId: request.params.scanId,
          caller,
        }),
      );
      if (isRepeated) reply.header('idempotent-replayed', 'true');
      else followUp.ring();
      const { scanId, annulledAt } = answer;
      return { scanId, status: 'annulled' as const, annulledAt: annulledAt?.toISOString() ?? '' };
    },
  });
}
