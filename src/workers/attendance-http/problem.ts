import type { FastifyReply } from 'fastify';

/** What is wrong with a field, in words; never what was in it. */
export interface FieldProblem {
  /** `timestamp`, `location.lat`; empty for the whole. */
  field: string;
  message: string;
}

/** RFC 9457. `kind` becomes the type. */
export interface Problem {
  kind: string;
  status: number;
  title: string;
  detail?: string | undefined;
  /** More members, such as `verdict`. */
  more?: Readonly<Record<string, unknown>> | undefined;
}

/** The document of a problem, as JSON text. */
export function problemDocument({ kind, status, title, detail, more }: Problem): string {
  return JSON.stringify({ type: `urn:evm:problem:${kind}`, title, status, detail, ...more });
}

export const problemType = 'application/problem+json; charset=utf-8';

/** After so many seconds a service that cannot answer now is asked again. */
const retrySeconds = 2;

/** Answers with a problem document; whoever is to come again later is told when. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503 && !reply.hasHeader('retry-after')) {
    reply.header('retry-after', retrySeconds);
  }
  return reply
    .code(problem.status)
    .header('content-type', problemType)
    .send(problemDocument(problem));
}

export const problems = {
  unauthorised: {
    kind: 'unauthorised',
    status: 401,
    title: 'not a valid key or token',
    detail: 'send Authorization: Bearer with an API key or token that is valid',
  },
  foreignEvent: {
    kind: 'foreign_event',
    status: 403,
    title: 'the key or token belongs to another event',
  },
  foreignGate: {
    kind: 'gate_not_allowed',
    status: 403,
    title: 'the key or token may not use this gate',
    detail: 'it is bound to gates: ask for the numbers or the timeline of one of them',
  },
  notFound: { kind: 'not_found', status: 404, title: 'there is nothing at this address' },
  draining: { kind: 'draining', status: 503, title: 'the service is stopping' },
  overloaded: {
    kind: 'overloaded',
    status: 503,
    title: 'more requests than can be answered',
    detail: 'nothing was recorded; send the same request again',
  },
} as const satisfies Record<string, Problem>;
