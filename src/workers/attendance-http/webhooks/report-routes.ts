import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BounceReport } from '../../../core/mailing/bounce-report.js';
import { recordReports } from '../../../core/mailing/record-report.js';
import { readSendgridReports } from '../../../core/mailing/webhooks/read-sendgrid-reports.js';
import { readSesReport } from '../../../core/mailing/webhooks/read-ses-report.js';
import { isSignedBySendgrid } from '../../../core/mailing/webhooks/verify-sendgrid.js';
import { pauseAndTell } from '../../../core/notices/pause-and-tell.js';
import { readEcKey } from '../../../core/runtime/crypto/read-ec-key.js';
import { hidden } from '../describe-api.js';
import { type Problem, problems, sendProblem } from '../problem.js';
import type { Service } from '../service.js';

/** Amazon SNS sends at most 256 kB, SendGrid some hundred events of a kilobyte each. */
const bodyLimit = 1024 * 1024;

/**
 * `POST /webhooks/ses` and `/webhooks/sendgrid`: what mail services report about messages, bounces and
 * complaints. Without the settings that say whose signature counts there is nothing at these addresses.
 */
export function reportRoutes(app: FastifyInstance, { context, inTime, snsDesk }: Service): void {
  const { sendgridKey } = context.config.mail;
  // As it came: what is signed is its bytes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  );

  app.post<{ Body: Buffer | null }>('/webhooks/ses', hidden, async ({ body }, reply) => {
    if (!snsDesk) return sendProblem(reply, problems.notFound);
    const received = await snsDesk.receive(body?.toString('utf8') ?? '');
    if (!received) return sendProblem(reply, notSigned);
    if (received.kind === 'message') return await record([readSesReport(received.message)], reply);
    context.logger.warn({ state: received.kind }, 'Amazon SNS changed its subscription');
    return reply.code(204).send();
  });

  const key = sendgridKey === undefined ? undefined : readEcKey(sendgridKey);
  app.post<{ Body: Buffer | null }>('/webhooks/sendgrid', hidden, async (request, reply) => {
    if (!key) return sendProblem(reply, problems.notFound);
    const body = request.body ?? Buffer.alloc(0);
    const signature = headerOf(request, 'x-twilio-email-event-webhook-signature');
    const timestamp = headerOf(request, 'x-twilio-email-event-webhook-timestamp');
    if (!isSignedBySendgrid(key, { signature, timestamp, body })) {
      return sendProblem(reply, notSigned);
    }
    const reports = readSendgridReports(body.toString('utf8'));
    if (!reports) return sendProblem(reply, notEvents);
    return await record(reports, reply);
  });

  /** Whoever is not told that all is recorded sends it again, and nothing is counted twice. */
  async function record(reports: readonly BounceReport[], reply: FastifyReply) {
    const results = await inTime(recordReports(context, reports, pauseAndTell));
    if (results.includes('tooEarly')) return sendProblem(reply, tooEarly);
    return reply.code(204).send();
  }
}

const notSigned: Problem = {
  kind: 'not_signed',
  status: 401,
  title: 'this is not signed by whom it should come from',
};

const notEvents: Problem = { kind: 'invalid', status: 400, title: 'these are not events' };

const tooEarly: Problem = {
  kind: 'too_early',
  status: 503,
  title: 'a message of this report is still being sent',
  detail: 'send the same report again',
};

function headerOf({ headers }: FastifyRequest, name: string): string {
  return [headers[name] ?? ''].flat().join();
}
