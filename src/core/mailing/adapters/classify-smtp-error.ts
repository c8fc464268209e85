import type { SmtpPhase, SubmitOutcome } from '../mail-transport.js';

/** What went wrong in an SMTP conversation, as far as it can be known. */
export interface SmtpFailure {
  phase: SmtpPhase;
  /** The server's reply: `550`. Undefined when there was none. */
  code: number | undefined;
  /** RFC 3463: `5.1.1`. */
  enhanced: string | undefined;
  /** The whole body was handed over, so that its final dot may be on its way. */
  isBodySent: boolean;
  /** Why there was no reply, in our words, such as `timed out`. */
  cause?: string | undefined;
  /** We gave up ourselves: nobody is to blame. */
  isStopped?: boolean;
}

type Verdict = 'deferred' | 'unreachable' | 'refused' | 'address_bad';

const troubles: Readonly<Record<SmtpPhase, string>> = {
  connect: 'no connection to the mail server',
  greeting: 'the mail server did not greet us',
  tls: 'the connection to the mail server could not be encrypted',
  auth: 'the mail server did not accept our login',
  sender: 'the mail server did not accept the sender',
  recipient: 'the mail server did not accept the address',
  data: 'the mail server did not want the message',
  body: 'the mail server did not accept the message',
};

/** Before anything was said about a message, the server is the problem, whatever it answered. */
const serverPhases: readonly SmtpPhase[] = ['connect', 'greeting', 'tls', 'auth'];

/**
 * What an SMTP failure means for the message (RFC 5321, 4.2; RFC 3463). Reasons are our own words with
 * the codes: what servers say repeats addresses.
 */
export function classifySmtpError(
  failure: SmtpFailure,
): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  const { phase, isBodySent } = failure;
  const code = refusalIn(failure.code);
  if (code === undefined) {
    if (isBodySent) return { kind: 'unknown', phase, reason: lostReason(failure) };
    const isServers = serverPhases.includes(phase) && !failure.isStopped;
    const kind = isServers ? 'unreachable' : 'deferred';
    return { kind, phase, code, reason: lostReason(failure) };
  }
  // With a comma: together they look like a phone number to what keeps these out of logs and rows.
  const codes = [code, failure.enhanced].filter((part) => part !== undefined).join(', ');
  const verdict = judge({ ...failure, code });
  if (verdict === 'unreachable' && code === 421) {
    const reason = `the mail server closes or throttles (${codes}, ${phase})`;
    return { kind: 'unreachable', phase, code, reason };
  }
  const reason = `${troubles[phase]} (${codes})`;
  if (verdict === 'unreachable' || verdict === 'deferred') {
    return { kind: verdict, phase, code, reason };
  }
  return { kind: 'refused', phase, code, reason, isAddressBad: verdict === 'address_bad' };
}

/** How a submission ends that we stopped before its body. */
export function stoppedOutcome(phase: SmtpPhase): SubmitOutcome {
  const nothing = { code: undefined, enhanced: undefined, isBodySent: false };
  return classifySmtpError({ phase, ...nothing, isStopped: true });
}

function judge(failure: SmtpFailure & { code: number }): Verdict {
  const { phase, code, enhanced = '' } = failure;
  // The service is closing, or has had enough of us: it may say so at any time (RFC 5321, 3.8).
  if (code === 421 || serverPhases.includes(phase)) return 'unreachable';
  // We are to log in, or to encrypt, first: RFC 4954, 6; RFC 3207, 4.
  if ([530, 534, 535, 538].includes(code)) return 'unreachable';
  // A bad sequence of commands: the conversation went wrong, not the message.
  if (code < 500 || code === 503) return 'deferred';
  // Our sender is not accepted. Some servers tell only after the recipient, which is innocent then.
  if (/^5\.1\.[78]$/.test(enhanced)) return 'unreachable';
  if (phase === 'sender') return concernsMessage(failure) ? 'refused' : 'unreachable';
  return isAddressBad(failure) ? 'address_bad' : 'refused';
}

/** Too large, or of a kind that the server cannot take; other messages of this sender may pass. */
function concernsMessage({ code, enhanced = '' }: SmtpFailure): boolean {
  return code === 552 || /^5\.(?:2\.3|3\.4|6\.\d+)$/.test(enhanced);
}

/** Replies to RCPT TO that say that there is no such mailbox: RFC 5321, 4.2.3; RFC 7504. */
const badAddressCodes: readonly (number | undefined)[] = [550, 551, 553, 556];

function isAddressBad({ phase, code, enhanced = '' }: SmtpFailure): boolean {
  if (enhanced.startsWith('5.1.')) return true;
  if (phase !== 'recipient' || !badAddressCodes.includes(code)) return false;
  // Full, too large, out of order, of a wrong kind, against a policy: the mailbox may well exist.
  return !/^5\.(?:2\.[234]|[367]\.\d+)$/.test(enhanced);
}

/** Only these say that something was not accepted; anything else in the wrong place says nothing. */
function refusalIn(code: number | undefined): number | undefined {
  return code !== undefined && code >= 400 && code < 600 ? code : undefined;
}

function lostReason({ phase, isBodySent, cause, isStopped }: SmtpFailure): string {
  const why = cause === undefined ? phase : `${cause}, ${phase}`;
  if (isBodySent) return `no answer to the whole message: it may have been accepted (${why})`;
  if (isStopped) return `stopped before the message was handed over (${phase})`;
  if (serverPhases.includes(phase)) return `${troubles[phase]} (${why})`;
  return `the connection was lost before the message was handed over (${why})`;
}
