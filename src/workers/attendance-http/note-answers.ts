import type { FastifyInstance } from 'fastify';
import type { Service } from './service.js';

/** Each answer carries the id of its request, and is counted and logged: by its route, never its address. */
export function noteAnswers(app: FastifyInstance, { context, metrics }: Service): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const { method } = request;
    const { statusCode: status, elapsedTime } = reply;
    metrics.answered(route, method, status, elapsedTime / 1000);
    const durationMs = Math.round(elapsedTime);
    context.logger.debug({ request: request.id, method, route, status, durationMs }, 'answered');
    done();
  });
}
