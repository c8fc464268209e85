import type { SmtpPhase } from '../mail-transport.js';

/** What nodemailer tells of an error; none of its texts, which repeat what the server said. */
interface NodemailerFacts {
  code?: string;
  originalCode?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  timeoutType?: string;
}

/** Meanings of the codes of systems and of TLS; other codes stand for themselves. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name service does not answer',
  EDNS: 'the name service does not answer',
  EHOSTUNREACH: 'no way to the host',
  ENETUNREACH: 'no way to the host',
  ETIMEDOUT: 'timed out',
  ECONNECTION: 'connection closed',
  ETLS: 'not encrypted',
  CERT_HAS_EXPIRED: 'certificate expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate of an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate of an unknown authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate of another host',
};

/** What a server answered, and why there was no answer: codes and our own words only. */
export function readReply(error: unknown): {
  code: number | undefined;
  enhanced: string | undefined;
  cause: string | undefined;
} {
  const { code, originalCode, command, responseCode, response } = error as NodemailerFacts;
  // nodemailer knows the largest size that the server announced, and does not even ask.
  if (code === 'EMESSAGE' && command === 'MAIL FROM' && responseCode === undefined) {
    return { code: 552, enhanced: '5.3.4', cause: undefined };
  }
  const [, enhanced] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '') ?? [];
  const known = [originalCode, code].find((name) => name !== undefined && /^[A-Z_]+$/.test(name));
  const cause = known === undefined ? undefined : (meanings[known] ?? known);
  return { code: responseCode, enhanced, cause };
}

/** These come before a single byte has gone over the wire, encrypted or not. */
const connectCodes = new Set(
  'EDNS ENOTFOUND EAI_AGAIN ECONNREFUSED EHOSTUNREACH ENETUNREACH EADDRNOTAVAIL ETIMEDOUT'.split(
    ' ',
  ),
);

/** How far a connection had come that could not be set up. */
export function setupPhaseOf(
  error: unknown,
  connection: { stage: string; upgrading?: boolean | undefined; secureConnection: boolean },
): SmtpPhase {
  const { code = '', originalCode = code, command, timeoutType } = error as NodemailerFacts;
  if (code === 'ETLS' || command === 'STARTTLS') return 'tls';
  if (connection.upgrading || timeoutType === 'UPGRADE_TIMEOUT') return 'tls';
  if (connection.stage === 'connected') return 'greeting';
  return connection.secureConnection && !connectCodes.has(originalCode) ? 'tls' : 'connect';
}

const phasesOfCommands: Readonly<Record<string, SmtpPhase>> = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'recipient',
  DATA: 'data',
};

/** What nodemailer writes into the envelope that it is given, as it goes along. */
export interface EnvelopeNotes {
  accepted?: readonly string[];
  rcptQueue?: readonly string[];
  pipelined?: boolean;
}

/**
 * Which command of a message's envelope failed. Without a reply it is the first one that was not
 * answered, as far as nodemailer notes it in the envelope; with PIPELINING, the earliest it can be.
 */
export function envelopePhaseOf(error: unknown, envelope: EnvelopeNotes): SmtpPhase {
  const named = phasesOfCommands[(error as NodemailerFacts).command ?? ''];
  if (named) return named;
  if (envelope.accepted?.length) return 'data';
  const isRecipientNamed = envelope.rcptQueue?.length === 0 && !envelope.pipelined;
  return isRecipientNamed ? 'recipient' : 'sender';
}
