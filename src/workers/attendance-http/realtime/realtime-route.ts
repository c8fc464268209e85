import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { type Config, commaList } from '../../../core/runtime/config/config-schema.js';
import { sendProblem } from '../problem.js';
import type { Service } from '../service.js';

const mostBytes = 4 * 1024;

/**
 * The WebSocket `/realtime`. A page of another origin must not speak with the rights of whoever looks at it:
 * only origins that are configured may, and programs, which send none.
 */
export async function realtimeRoute(app: FastifyInstance, service: Service): Promise<void> {
  const allowed = allowedOrigins(service.context.config);
  await app.register(websocket, {
    options: { maxPayload: mostBytes, perMessageDeflate: false },
    // Closed by the hub before the server is.
    preClose: (done) => done(),
    errorHandler: (_error, socket) => socket.terminate(),
  });
  app.route({
    method: 'GET',
    url: '/realtime',
    schema: { hide: true },
    async onRequest(request, reply) {
      const { origin } = request.headers;
      if (origin === undefined || allowed.has(origin.toLowerCase())) return undefined;
      const title = 'this web page may not open the live channel';
      return sendProblem(reply, { kind: 'origin_not_allowed', status: 403, title });
    },
    handler: (_request, reply) =>
      sendProblem(reply.header('upgrade', 'websocket'), {
        kind: 'upgrade_required',
        status: 426,
        title: 'this address is a WebSocket',
      }),
    wsHandler: (socket) => service.realtime.accept(socket),
  });
}

function allowedOrigins({ http, mail }: Config): Set<string> {
  const own = mail.publicUrl === undefined ? [] : [new URL(mail.publicUrl).origin];
  return new Set([...own, ...commaList(http.origins ?? '')].map((origin) => origin.toLowerCase()));
}
