import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../core/runtime/config/config-schema.js';
import { sendProblem } from './problem.js';

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;

declare module 'fastify' {
  interface FastifyInstance {
    limitOfKeys: Limiter | undefined;
  }
}

/** In fixed windows of a minute, counted by this process alone. */
const timeWindow = 60_000;
/** So many addresses and keys are counted at the same time. */
const cache = 20_000;

/** Every request counts for its address, before anything else of it is looked at. */
export async function limitRates(app: FastifyInstance, { http }: Config): Promise<void> {
  await app.register(rateLimit, { global: false, cache });
  app.decorate('limitOfKeys', http.ratePerKey === 0 ? undefined : limiterOfKeys(app, http));
  if (http.ratePerAddress === 0) return;
  const limiter = app.createRateLimit({ max: http.ratePerAddress, timeWindow });
  app.addHook('onRequest', async (request, reply) => await refuseBeyond(limiter, request, reply));
}

/** Counts a request for its key or token; true when that was one too many, and it was answered. */
export async function limitKey(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  const { limitOfKeys } = request.server;
  return (
    limitOfKeys !== undefined && (await refuseBeyond(limitOfKeys, request, reply)) !== undefined
  );
}

function limiterOfKeys(app: FastifyInstance, { ratePerKey: max }: Config['http']): Limiter {
  const keyGenerator = ({ caller }: FastifyRequest) => caller?.keyId ?? '';
  return app.createRateLimit({ max, timeWindow, keyGenerator });
}

async function refuseBeyond(
  limiter: Limiter,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const limit = await limiter(request);
  if (limit.isAllowed || !limit.isExceeded) return undefined;
  return sendProblem(reply.header('retry-after', limit.ttlInSeconds), {
    kind: 'too_many_requests',
    status: 429,
    title: 'too many requests',
    detail: `nothing was done; try again in ${limit.ttlInSeconds} s`,
  });
}
