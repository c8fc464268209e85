import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from '../../core/runtime/logger.js';
import { fieldProblems } from './field-problems.js';
import {
  type FieldProblem,
  problemDocument,
  problems,
  problemType,
  sendProblem,
} from './problem.js';
import { problemOf } from './problem-of-error.js';
import { refusalOf } from './validate-requests.js';

/** Makes a problem document of every error; what is a defect is logged and not told. */
export function handleErrors(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal) return sendInvalid(reply, fieldProblems(refusal.issues), refusal.part);
    const problem = problemOf(error);
    const fields = { err: error, request: request.id, route: request.routeOptions.url ?? 'none' };
    if (!problem) {
      logger.error(fields, 'a request failed');
      const title = 'something went wrong that the service did not expect';
      return sendProblem(reply, { kind: 'unexpected', status: 500, title });
    }
    if (problem.status >= 500) logger.warn(fields, 'a request could not be answered');
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problems.notFound));
}

/** Answers that fields are wrong, and which; `part` is what they are fields of. */
export function sendInvalid(
  reply: FastifyReply,
  errors: readonly FieldProblem[],
  part = 'the body',
): FastifyReply {
  return sendProblem(reply, {
    kind: 'invalid',
    status: 400,
    title: 'the request is not as it has to be',
    detail: errors.map(({ field, message }) => `${field || part}: ${message}`).join('; '),
    more: { errors },
  });
}

/** What the parser of Node.js refuses, or waited for in vain, before there is a request to answer. */
export function refuseBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(rawAnswer(error.code));
  socket.destroy();
}

function rawAnswer(code: string | undefined): string {
  const [status, reason, title] =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'Request Timeout', 'the request took too long to arrive']
      : code === 'HPE_HEADER_OVERFLOW'
        ? [431, 'Request Header Fields Too Large', 'the headers are too large']
        : [400, 'Bad Request', 'this is not HTTP'];
  const body = problemDocument({
    kind: 'bad_request',
    status: Number(status),
    title: String(title),
  });
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** For every address that answers some methods: the others are answered with 405 and those that there are. */
export function refuseOtherMethods(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  let isDone = false;
  app.addHook('onRoute', ({ url, method }) => {
    if (isDone) return;
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  app.register(async (scope) => {
    isDone = true;
    for (const [url, known] of methods) {
      const allow = [...known].sort().join(', ');
      scope.route({
        method: all.filter((method) => !known.has(method)),
        url,
        schema: { hide: true },
        onRequest: async (_request, reply) =>
          sendProblem(reply.header('allow', allow), {
            kind: 'method_not_allowed',
            status: 405,
            title: `this address answers ${allow}`,
          }),
        handler: async () => undefined,
      });
    }
  });
}

const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
