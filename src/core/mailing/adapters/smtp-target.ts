import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { transportErrors } from '../transport-errors.js';

/** Longest waits in milliseconds. */
export interface SmtpTimeouts {
  /** For everything from the name service to the end of STARTTLS. */
  connect?: number;
  greeting?: number;
  /** For any answer, that to the final dot above all, which may take ten minutes (RFC 5321, 4.5.3.2.6). */
  answer?: number;
}

/** A mail server and how to get in. */
export interface SmtpTarget {
  /** `host:port`. */
  host: string;
  connection: SMTPConnectionOptions;
  credentials: { user: string; pass: string } | undefined;
  timeouts: Required<SmtpTimeouts>;
}

const seconds = 1000;
const usualTimeouts: Required<SmtpTimeouts> = {
  connect: 30 * seconds,
  greeting: 30 * seconds,
  answer: 600 * seconds,
};

/**
 * Reads `smtp://user@host:587` (STARTTLS where it is offered) and `smtps://…` (TLS at once).
 * `?tls=required` refuses a server without STARTTLS, and so does a password, which is never sent
 * readable across a network; `?tls=insecure` allows that, and any certificate. A server on this machine
 * may have any certificate too: nobody is in between. Throws MAIL_URL_INVALID.
 * @param options.ca a certificate in PEM to trust besides the usual ones
 */
export function readSmtpTarget(options: {
  url: string;
  password?: string | undefined;
  name?: string | undefined;
  ca?: string | undefined;
  timeouts?: SmtpTimeouts | undefined;
}): SmtpTarget {
  const { protocol, hostname, port, username, password, searchParams } = parse(options.url);
  const credentials = readCredentials(username, options.password ?? decode(password));
  const secure = protocol === 'smtps:';
  const number = Number(port || (secure ? 465 : 587));
  const tls = readTls(searchParams);
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(hostname);
  const timeouts = { ...usualTimeouts, ...options.timeouts };
  const trustsAny = tls === 'insecure' || (isLocal && tls === undefined && !secure);
  return {
    host: `${hostname}:${number}`,
    credentials,
    timeouts,
    connection: {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: number,
      secure,
      requireTLS:
        tls === 'required' || (credentials !== undefined && !isLocal && tls === undefined),
      tls: { rejectUnauthorized: !trustsAny, ...(options.ca ? { ca: options.ca } : {}) },
      connectionTimeout: timeouts.connect,
      greetingTimeout: timeouts.greeting,
      socketTimeout: timeouts.answer,
      logger: false,
      ...(options.name === undefined ? {} : { name: options.name }),
    },
  };
}

function parse(url: string): URL {
  try {
    const parsed = new URL(url);
    if (/^smtps?:$/.test(parsed.protocol) && parsed.hostname !== '') return parsed;
  } catch {
    // What cannot be parsed is told of below, without it: there may be a password in it.
  }
  throw transportErrors.badUrl({ reason: 'it is not smtp://host or smtps://host' });
}

function readTls(parameters: URLSearchParams): 'required' | 'insecure' | undefined {
  const tls = parameters.get('tls') ?? undefined;
  if (tls === undefined || tls === 'required' || tls === 'insecure') return tls;
  throw transportErrors.badUrl({ reason: '`tls` is `required`, `insecure` or left out' });
}

function readCredentials(username: string, pass: string): SmtpTarget['credentials'] {
  const user = decode(username);
  if (user === '' && pass === '') return undefined;
  if (user === '') throw transportErrors.badUrl({ reason: 'there is a password, but no user' });
  if (pass === '') throw transportErrors.badUrl({ reason: 'there is a user, but no password' });
  return { user, pass };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw transportErrors.badUrl({ reason: 'write % in a user or password as %25' });
  }
}
