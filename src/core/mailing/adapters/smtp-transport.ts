import { type Clock, systemClock } from '../../runtime/clock.js';
import { crashPoint } from '../../runtime/crash-points.js';
import type { MailTransport, RawMail, SubmitOutcome } from '../mail-transport.js';
import { buildMail } from './build-mail.js';
import { classifySmtpError, stoppedOutcome } from './classify-smtp-error.js';
import { createDkimSigner, type DkimSettings } from './dkim-signer.js';
import { createSessionPool, type SessionPlace } from './session-pool.js';
import { openSmtpSession, type SendEnd, type SmtpSession } from './smtp-session.js';
import { readSmtpTarget, type SmtpTimeouts } from './smtp-target.js';

export interface SmtpOptions {
  /** See `readSmtpTarget`. */
  url: string;
  password?: string | undefined;
  /** Conversations at the same time. */
  connections?: number;
  dkim?: DkimSettings | undefined;
  /** What we call ourselves in EHLO; this machine's name otherwise. */
  name?: string | undefined;
  /** A certificate in PEM to trust besides the usual ones. */
  ca?: string | undefined;
  timeouts?: SmtpTimeouts | undefined;
  clock?: Clock;
}

/**
 * SMTP over sessions that are kept and used again. Not nodemailer's own pool: that puts messages back
 * into its queue when a connection is lost, and tells nobody how far a message had come. Throws
 * MAIL_URL_INVALID and MAIL_DKIM_INVALID.
 */
export function createSmtpTransport(options: SmtpOptions): MailTransport {
  const target = readSmtpTarget(options);
  const sign = options.dkim && createDkimSigner(options.dkim);
  const pool = createSessionPool(options.connections ?? 5);
  const clock = options.clock ?? systemClock;

  async function submit(mail: RawMail, signal?: AbortSignal): Promise<SubmitOutcome> {
    const place = await pool.take(signal);
    if (!place) return stoppedOutcome('connect');
    const kept = place.session;
    if (kept) {
      const end = await sendOver(kept, mail, signal);
      if (!isGivenUp(kept, end) || signal?.aborted) return conclude(place, kept, end);
    }
    const opened = await openSmtpSession(target, signal);
    if ('failure' in opened) {
      place.giveBack(undefined);
      return classifySmtpError(opened.failure);
    }
    return conclude(place, opened.session, await sendOver(opened.session, mail, signal));
  }

  return {
    host: target.host,
    async prepare(message) {
      const mail = buildMail(message, clock.now());
      return sign ? { ...mail, raw: await sign(mail.raw) } : mail;
    },
    submit: async (mail, { signal }) => await submit(mail, signal),
    async verify() {
      const opened = await openSmtpSession(target, undefined);
      if ('failure' in opened) return classifySmtpError(opened.failure);
      await opened.session.close();
      return { kind: 'accepted', code: 220 };
    },
    close: async () => await pool.close(),
  };
}

/** Dies here: the server may or may not have the message, which the caller has to reckon with. */
async function sendOver(session: SmtpSession, mail: RawMail, signal?: AbortSignal) {
  return await crashPoint('smtp submit', async () => await session.send(mail, signal));
}

/** The server has let go of an idle session, and not a byte of the message was sent: another will do. */
function isGivenUp(session: SmtpSession, end: SendEnd): boolean {
  if (end.kind === 'accepted' || end.isBegun || session.isOpen) return false;
  return end.failure.code === undefined || end.failure.code === 421;
}

function conclude(place: SessionPlace, session: SmtpSession, end: SendEnd): SubmitOutcome {
  place.giveBack(session);
  return end.kind === 'accepted' ? end : classifySmtpError(end.failure);
}
