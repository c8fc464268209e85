import type { FastifyInstance } from 'fastify';
import type { Service } from './service.js';

/** Each answer carries the id of its request, and is counted and logged: by its route, never its address. */
export function noteAnswers(app: FastifyInstance, service: Service): void {
  const { context, metrics } = service;
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  // A request that came before the end is answered after it: its connection must not be kept, or the end
  // waits for the whole grace time.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (!service.isReady) reply.header('connection', 'close');
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
