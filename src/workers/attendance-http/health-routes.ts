import type { FastifyInstance } from 'fastify';
import { pingDatabase } from '../../core/runtime/database/ping.js';
import { hidden } from './describe-api.js';
import { problems, sendProblem } from './problem.js';
import type { Service } from './service.js';

/** `/healthz`: the process lives. `/readyz`: it can answer now. `/metrics`: for Prometheus. */
export function healthRoutes(app: FastifyInstance, service: Service): void {
  app.get('/healthz', hidden, async () => ({ status: 'ok' }));

  app.get('/readyz', hidden, async (_request, reply) => {
    if (!service.isReady) return sendProblem(reply, problems.draining);
    await service.inTime(pingDatabase(service.context.database));
    return { status: 'ready' };
  });

  app.get('/metrics', hidden, async (_request, reply) => {
    const { text, contentType } = await service.metrics.scrape();
    return reply.header('content-type', contentType).send(text);
  });
}
