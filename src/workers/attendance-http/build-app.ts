import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type FastifyInstance, fastify } from 'fastify';
import { type Config, commaList } from '../../core/runtime/config/config-schema.js';
import { annulRoute } from './annul-route.js';
import { batchRoute } from './batch-route.js';
import { calendarRoute } from './calendar-route.js';
import { describeApi } from './describe-api.js';
import { serviceErrors } from './errors.js';
import { handleErrors, refuseBrokenRequest, refuseOtherMethods } from './handle-errors.js';
import { healthRoutes } from './health-routes.js';
import { limitRates } from './limit-rates.js';
import { noteAnswers } from './note-answers.js';
import { drawRoutes } from './pages/draw-routes.js';
import { unsubscribeRoutes } from './pages/unsubscribe-routes.js';
import { parseJsonOnly } from './parse-json.js';
import { realtimeRoute } from './realtime/realtime-route.js';
import { recordRoute } from './record-route.js';
import { secureAnswers } from './secure-answers.js';
import type { Service } from './service.js';
import { endSilentConnections } from './silent-connections.js';
import { statisticsRoutes } from './statistics-routes.js';
import { validateRequests } from './validate-requests.js';
import { reportRoutes } from './webhooks/report-routes.js';

/** The HTTP application, ready to listen. Errors: HTTP_CERTIFICATE. */
export async function buildApp(service: Service): Promise<FastifyInstance> {
  const { context } = service;
  const { config } = context;
  const app = createApp(config, () => context.ids.next());
  handleErrors(app, context.logger);
  endSilentConnections(app);
  noteAnswers(app, service);
  validateRequests(app);
  parseJsonOnly(app);
  app.decorateRequest('caller', undefined);
  secureAnswers(app);
  await limitRates(app, config);
  await describeApi(app);
  await app.register(async (routes) => {
    refuseOtherMethods(routes);
    recordRoute(routes, service);
    batchRoute(routes, service);
    annulRoute(routes, service);
    statisticsRoutes(routes, service);
    calendarRoute(routes, service);
    healthRoutes(routes, service);
    await realtimeRoute(routes, service);
    await routes.register(async (pages) => unsubscribeRoutes(pages, service));
    await routes.register(async (pages) => drawRoutes(pages, service));
    await routes.register(async (webhooks) => reportRoutes(webhooks, service));
  });
  await app.ready();
  return app;
}

function createApp({ http }: Config, nextId: () => string): FastifyInstance {
  const requestMs = http.requestSeconds * 1000;
  // Of two times Node.js takes the longer for the whole request, so both have to be said. And it looks for
  // what is late every half a minute unless told otherwise.
  const server = {
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1_000, requestMs / 2),
  };
  const tls = readCertificate(http);
  const trusted = commaList(http.trustProxy ?? '');
  const options = {
    logger: false,
    genReqId: nextId,
    trustProxy: trusted.length > 0 ? trusted : false,
    requestTimeout: requestMs,
    keepAliveTimeout: 72_000,
    bodyLimit: 16 * 1024,
    clientErrorHandler: refuseBrokenRequest,
    forceCloseConnections: 'idle' as const,
    // What still comes through a connection that was open is answered, and the connection closed.
    return503OnClosing: false,
  };
  if (!tls) return fastify({ ...options, http: server });
  return fastify({
    ...options,
    https: { ...tls, ...server, handshakeTimeout: requestMs },
  }) as unknown as FastifyInstance;
}

function readCertificate({ tlsCert, tlsKey }: Config['http']) {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw serviceErrors.certificate({ reason: 'it needs both a certificate and its key' });
  }
  const pair = { cert: readPem(tlsCert), key: readPem(tlsKey) };
  try {
    createSecureContext(pair);
  } catch (error) {
    // OpenSSL's own word for it, such as `no start line` or `key values mismatch`.
    const { reason = 'they cannot be read' } = error as { reason?: string };
    const files = `${tlsCert} and ${tlsKey} are not a certificate and its key in PEM`;
    throw serviceErrors.certificate({ reason: `${files}: ${reason}` }, error);
  }
  return pair;
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = `${path} cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw serviceErrors.certificate({ reason }, error);
  }
}
