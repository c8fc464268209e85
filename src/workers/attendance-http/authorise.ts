import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, Scope } from '../../core/access/schema.js';
import { limitKey } from './limit-rates.js';
import { problems, sendProblem } from './problem.js';
import type { Service } from './service.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `authorise`. */
    caller: Caller | undefined;
  }
}

/**
 * A hook that lets only callers with this scope pass, before any of the body is read. Whether the caller
 * was revoked within the last minute is asked by whoever acts on it.
 */
export function authorise(
  { authenticator, inTime }: Pick<Service, 'authenticator' | 'inTime'>,
  scope: Scope,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const bearer = bearerOf(request.headers.authorization);
    const caller =
      bearer === undefined
        ? undefined
        : (authenticator.recall(bearer) ?? (await inTime(authenticator.identify(bearer))));
    if (!caller) return refuseCaller(reply, bearer !== undefined);
    request.caller = caller;
    if (await limitKey(request, reply)) return reply;
    if (!caller.scopes.includes(scope)) {
      return sendProblem(reply, {
        kind: 'scope_missing',
        status: 403,
        title: `the key or token may not do this: it needs ${scope}`,
      });
    }
    return undefined;
  };
}

/** Answers that nobody is known by what was sent, if anything was. */
export function refuseCaller(reply: FastifyReply, wasSent = true): FastifyReply {
  const challenge = wasSent ? 'Bearer error="invalid_token"' : 'Bearer';
  return sendProblem(reply.header('www-authenticate', challenge), problems.unauthorised);
}

/** The caller of a request that `authorise` let pass. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new Error('a route without authorise asked for its caller');
  return caller;
}

function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 2000) return undefined;
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1];
}
