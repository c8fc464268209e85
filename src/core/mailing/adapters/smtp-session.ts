import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import { crashPointSync } from '../../runtime/crash-points.js';
import type { RawMail } from '../mail-transport.js';
import type { SmtpFailure } from './classify-smtp-error.js';
import { watchConnection } from './connection-watch.js';
import { type EnvelopeNotes, envelopePhaseOf, readReply, setupPhaseOf } from './read-smtp-error.js';
import type { SmtpTarget } from './smtp-target.js';

export type SendEnd =
  | { kind: 'accepted'; code: number }
  /** `isBegun`: some of the body may have been sent. */
  | { kind: 'failed'; failure: SmtpFailure; isBegun: boolean };

/** One conversation with a mail server, logged in, for one message after the other. */
export interface SmtpSession {
  /** False once either side has closed it. */
  readonly isOpen: boolean;
  /** How many messages it was used for. */
  readonly used: number;
  /** Never throws; sends nothing twice. An abort of `signal` closes the session. */
  send(mail: RawMail, signal: AbortSignal | undefined): Promise<SendEnd>;
  /** Takes leave of the server, without waiting for long. */
  close(): Promise<void>;
}

const leaveMs = 2_000;

/** Connects, encrypts and logs in. Never throws. */
export async function openSmtpSession(
  target: SmtpTarget,
  signal: AbortSignal | undefined,
): Promise<{ session: SmtpSession } | { failure: SmtpFailure }> {
  const connection = new SMTPConnection(target.connection);
  const watch = watchConnection(connection);
  const { credentials } = target;
  let isConnected = false;
  try {
    await watch.run((done) => connection.connect(done), { signal });
    isConnected = true;
    if (credentials) {
      const limitMs = target.timeouts.connect;
      await watch.run((done) => connection.login({ credentials }, done), { signal, limitMs });
    }
    return { session: createSession(connection, watch) };
  } catch (error) {
    const phase = isConnected ? 'auth' : setupPhaseOf(error, connection);
    connection.close();
    const isStopped = watch.isStopped;
    return { failure: { phase, ...readReply(error), isBodySent: false, isStopped } };
  }
}

function createSession(
  connection: SMTPConnection,
  watch: ReturnType<typeof watchConnection>,
): SmtpSession {
  let used = 0;

  async function send(mail: RawMail, signal: AbortSignal | undefined): Promise<SendEnd> {
    used += 1;
    const { from, to, raw } = mail;
    const envelope: SMTPEnvelope & EnvelopeNotes = { from, to: [to], size: raw.length };
    const progress: Progress = { isBegun: false, isSent: false };
    const body = readStepwise(raw, progress);
    try {
      const { response } = await watch.run(
        (done: (error: Error | null, info?: { response: string }) => void) =>
          connection.send(envelope, body, done),
        { signal },
      );
      if (progress.isSent) return { kind: 'accepted', code: Number(response.slice(0, 3)) };
      throw new Error('accepted before it was complete');
    } catch (error) {
      const { isBegun, isSent } = progress;
      const phase = isBegun ? 'body' : envelopePhaseOf(error, envelope);
      const reply = readReply(error);
      // Refused in full sentences, the next message may go over the same line.
      const isIntact = reply.code !== undefined && reply.code !== 421 && isBegun === isSent;
      if (!isIntact || !(await reset())) connection.close();
      const isStopped = watch.isStopped;
      const failure = { phase, ...reply, isBodySent: isSent, isStopped };
      return { kind: 'failed', failure, isBegun };
    }
  }

  async function reset(): Promise<boolean> {
    if (watch.isEnded) return false;
    try {
      await watch.run((done) => connection.reset(done), { limitMs: leaveMs });
      return true;
    } catch {
      return false;
    }
  }

  return {
    send,
    get isOpen() {
      return !watch.isEnded;
    },
    get used() {
      return used;
    },
    async close() {
      if (!watch.isEnded) await watch.leave(() => connection.quit(), leaveMs);
      connection.close();
    },
  };
}

interface Progress {
  /** nodemailer has asked for the body, so DATA was answered with 354. */
  isBegun: boolean;
  /** It was told that there is no more: from here on the final dot may be written any moment. */
  isSent: boolean;
}

const stepBytes = 64 * 1024;

/**
 * Hands out the body step by step, and looks at the connection between steps and before the end: a
 * message that is broken off inside is known not to be sent, the more surely the longer it is. What the
 * machine has taken but the server has not read cannot be seen, so after the end nothing is certain.
 */
function readStepwise(raw: Buffer, progress: Progress): Readable {
  let position = 0;
  return new Readable({
    read() {
      if (!progress.isBegun) {
        progress.isBegun = true;
        crashPointSync('smtp body', () => this.push(raw.subarray(0, stepBytes)));
        position = stepBytes;
        return;
      }
      setImmediate(() => {
        if (this.destroyed) return;
        if (position < raw.length) {
          const start = position;
          position += stepBytes;
          this.push(raw.subarray(start, position));
          return;
        }
        progress.isSent = true;
        crashPointSync('smtp final dot', () => this.push(null));
      });
    },
  });
}
