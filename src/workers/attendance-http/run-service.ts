import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createAuthenticator } from '../../core/access/authenticate.js';
import { createScanGatherer } from '../../core/attendance/gather-scans.js';
import { openStatistics } from '../../core/attendance/statistics/open-statistics.js';
import { createSnsDesk } from '../../core/mailing/webhooks/sns-desk.js';
import { commaList } from '../../core/runtime/config/config-schema.js';
import type { Context } from '../../core/runtime/context.js';
import { Lifecycle } from '../../core/runtime/lifecycle.js';
import { openQueue } from '../../core/runtime/queue/open-queue.js';
import { endsWithin } from '../ends-within.js';
import { createAdmission } from './admission.js';
import { buildApp } from './build-app.js';
import { serviceErrors } from './errors.js';
import { createEventKeys } from './event-keys.js';
import { createFollowUpBell } from './follow-up-bell.js';
import { createInTime } from './in-time.js';
import { createServiceMetrics } from './metrics.js';
import { openRealtimeHub, type RealtimeTimes } from './realtime/realtime-hub.js';
import type { Service } from './service.js';

export interface ServiceOptions {
  /** The abort drains. */
  signal: AbortSignal;
  onListening?: (address: { url: string }) => Promise<void> | void;
  /** Other times than usual for the live channel. */
  realtimeTimes?: RealtimeTimes;
  /** Another way to what Amazon SNS has on its servers. */
  download?: (url: string) => Promise<string>;
}

/** More scans than that at the same time are refused, so that nobody waits for longer than is of use. */
const mostScans = 20_000;

/**
 * Serves attendance until `signal`: then it is no longer ready, closes the live channel, answers what it has
 * within the grace time, and returns. Errors: HTTP_NOT_LISTENING, HTTP_CERTIFICATE.
 */
export async function runService(context: Context, options: ServiceOptions): Promise<void> {
  const lifecycle = new Lifecycle();
  try {
    const service = await openService(context, lifecycle, options);
    const app = await buildApp(service);
    lifecycle.defer(async () => await drain(app, service));
    const url = await listen(app, context.config.http);
    await options.onListening?.({ url });
    if (!options.signal.aborted) await once(options.signal, 'abort');
  } finally {
    await lifecycle.close();
  }
}

async function openService(
  context: Context,
  lifecycle: Lifecycle,
  { realtimeTimes, download }: ServiceOptions,
): Promise<Service> {
  const queue = await openQueue(context);
  lifecycle.defer(async () => await queue.close());
  const followUp = createFollowUpBell(context, queue);
  lifecycle.defer(async () => await followUp.close());
  const statistics = await openStatistics(context);
  lifecycle.defer(async () => await statistics.close());
  const authenticator = createAuthenticator(context);
  lifecycle.defer(async () => await authenticator.close());
  const metrics = createServiceMetrics();
  lifecycle.defer(() => metrics.close());
  const gatherer = createScanGatherer(context);
  lifecycle.defer(async () => await gatherer.close());
  const inTime = createInTime(context.config.http.requestSeconds * 1000);
  const realtime = await openRealtimeHub(context, {
    authenticator,
    inTime,
    metrics,
    ...(realtimeTimes ? { times: realtimeTimes } : {}),
  });
  lifecycle.defer(async () => await realtime.close());
  const topics = commaList(context.config.mail.sesTopics ?? '');
  return {
    context,
    authenticator,
    gatherer,
    admission: createAdmission(mostScans),
    inTime,
    eventKeys: createEventKeys(context, inTime),
    followUp,
    statistics,
    metrics,
    realtime,
    snsDesk: topics.length > 0 ? createSnsDesk(topics, download) : undefined,
    isReady: true,
  };
}

async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }) {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw serviceErrors.notListening({ address: `${host}:${port}`, reason }, error);
  }
  const { address, family, port: bound } = app.server.address() as AddressInfo;
  const protocol = app.initialConfig.https ? 'https' : 'http';
  return `${protocol}://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
}

async function drain(app: FastifyInstance, service: Service): Promise<void> {
  service.isReady = false;
  await service.realtime.close();
  const closed = app.close();
  await endsWithin(closed, service.context.config.worker.graceSeconds * 1000);
  app.server.closeAllConnections();
  await closed;
}
