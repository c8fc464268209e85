import type { FastifyInstance, FastifyReply } from 'fastify';
import { suppressionErrors } from '../../../core/mailing/suppression-errors.js';
import { unsubscribe } from '../../../core/mailing/unsubscribe.js';
import { readUnsubscribeToken } from '../../../core/mailing/unsubscribe-token.js';
import { hidden } from '../describe-api.js';
import type { Service } from '../service.js';
import { sendPage } from './page.js';
import { unsubscribePage } from './unsubscribe-page.js';

const bodyLimit = 4 * 1024;

/**
 * `GET /u/:token` asks, `POST` does (RFC 8058): programs that look at links must not take anybody off a list.
 */
export async function unsubscribeRoutes(
  app: FastifyInstance,
  { context, inTime }: Service,
): Promise<void> {
  // `List-Unsubscribe=One-Click`, or the page's own button: what is in it decides nothing.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, _body, done) =>
    done(null, undefined),
  );

  app.get<{ Params: { token: string } }>('/u/:token', hidden, async (request, reply) => {
    const isKnown = readUnsubscribeToken(context.keyring, request.params.token) !== undefined;
    return send(reply, isKnown ? 'ask' : 'unknown');
  });

  app.post<{ Params: { token: string } }>('/u/:token', hidden, async (request, reply) => {
    try {
      await inTime(unsubscribe(context, request.params.token));
    } catch (error) {
      if (suppressionErrors.badToken.matches(error)) return send(reply, 'unknown');
      throw error;
    }
    return send(reply, 'done');
  });
}

function send(reply: FastifyReply, kind: 'ask' | 'done' | 'unknown'): FastifyReply {
  return sendPage(reply, unsubscribePage(kind), kind === 'unknown' ? 404 : 200);
}
