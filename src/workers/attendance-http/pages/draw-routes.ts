import type { FastifyInstance, FastifyReply } from 'fastify';
import { checkTicket } from '../../../core/draws/check-ticket.js';
import { drawErrors } from '../../../core/draws/errors.js';
import { type ShownDraw, showDraw } from '../../../core/draws/show-draw.js';
import { eventErrors } from '../../../core/events/errors.js';
import { hidden } from '../describe-api.js';
import type { Service } from '../service.js';
import { drawPage, unknownDrawPage } from './draw-page.js';
import { sendPage } from './page.js';

const bodyLimit = 1024;
const wholeId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * `GET /d/:draw` shows a draw to everybody who has its address, `POST` tells the holder of a ticket whether they
 * were in its pool.
 */
export function drawRoutes(app: FastifyInstance, { context, inTime }: Service): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request, body, done) => done(null, new URLSearchParams(body as string).get('ticket')),
  );

  app.get<Asked>('/d/:draw', hidden, async (request, reply) => {
    const shown = await find(request.params.draw);
    return shown ? sendPage(reply, drawPage(shown)) : sendUnknown(reply);
  });

  app.post<Asked & { Body: string | null }>('/d/:draw', hidden, async (request, reply) => {
    const shown = await find(request.params.draw);
    if (!shown) return sendUnknown(reply);
    try {
      const answer = await inTime(checkTicket(context, shown.draw, request.body ?? ''));
      return sendPage(reply, drawPage(shown, answer));
    } catch (error) {
      if (!drawErrors.ticketUnknown.matches(error)) throw error;
      return sendPage(reply, drawPage(shown, 'unknown'), 404);
    }
  });

  /** A beginning is enough for an operator; a stranger has to know the whole of it. */
  async function find(id: string): Promise<ShownDraw | undefined> {
    if (!wholeId.test(id)) return undefined;
    try {
      return await inTime(showDraw(context, id));
    } catch (error) {
      // Whoever deletes an event takes the pages of its draws away; the record stays.
      if (drawErrors.notFound.matches(error) || eventErrors.notFound.matches(error))
        return undefined;
      throw error;
    }
  }
}

interface Asked {
  Params: { draw: string };
}

function sendUnknown(reply: FastifyReply): FastifyReply {
  return sendPage(reply, unknownDrawPage(), 404);
}
