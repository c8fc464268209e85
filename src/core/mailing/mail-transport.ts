/** A message ready for a server: all text final, all headers checked. */
export interface ReadyMessage {
  /** With angle brackets; the same for every submission of one message. */
  messageId: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  replyTo?: string | undefined;
  subject: string;
  html: string;
  text: string;
  /** An https address that unsubscribes by POST (RFC 8058); bulk mail only. */
  unsubscribe?: { url: string; mailto?: string | undefined } | undefined;
  attachments: readonly ReadyAttachment[];
  /** For `Auto-Submitted`, `Feedback-ID` and the like; names and values from code, never from input. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface ReadyAttachment {
  filename: string;
  /** Such as `image/png` or `text/calendar; charset=utf-8; method=PUBLISH`. */
  contentType: string;
  content: Buffer;
  /** The HTML refers to it as `cid:<contentId>`; without it, it is attached. */
  contentId?: string | undefined;
}

/** A message as it goes over the wire, with the envelope that it goes in. */
export interface RawMail {
  /** With angle brackets. */
  messageId: string;
  raw: Buffer;
  /** Domains are in their ASCII form, here and in `to`. */
  from: string;
  to: string;
}

/** Where in an SMTP conversation something happened. */
export type SmtpPhase =
  | 'connect'
  | 'greeting'
  | 'tls'
  | 'auth'
  | 'sender'
  | 'recipient'
  | 'data'
  | 'body';

/**
 * How a submission ended.
 *
 * `accepted`: the server took responsibility. `deferred`: surely not accepted, worth another try.
 * `refused`: surely not accepted, and never will be. `unreachable`: the server itself is the problem,
 * whatever the message: down, throttling, refusing our password. `unknown`: the connection was lost
 * after the body had been sent, so it may have been accepted (RFC 1047).
 */
export type SubmitOutcome =
  | { kind: 'accepted'; code: number }
  | { kind: 'deferred'; phase: SmtpPhase; code: number | undefined; reason: string }
  | {
      kind: 'refused';
      phase: SmtpPhase;
      code: number | undefined;
      reason: string;
      /** The address does not exist: nothing should be sent there again. */
      isAddressBad: boolean;
    }
  | { kind: 'unreachable'; phase: SmtpPhase; code: number | undefined; reason: string }
  | { kind: 'unknown'; phase: SmtpPhase; reason: string };

/**
 * Hands messages to whatever carries them. `submit` never throws for what a server does: every end is
 * an outcome. Reasons name the phase and the server's code, never an address or the server's own words,
 * which repeat addresses.
 */
export interface MailTransport {
  /** `host:port` or `file`: what limits and breakers are kept for. */
  readonly host: string;
  /**
   * Makes the bytes of a message, signed when the transport signs. Apart from `submit`, so that nothing
   * is begun for what cannot be made, and no conversation waits for it. Throws MAIL_UNSAFE_HEADER.
   */
  prepare(message: ReadyMessage): Promise<RawMail>;
  submit(mail: RawMail, options: { signal?: AbortSignal | undefined }): Promise<SubmitOutcome>;
  /** Opens a connection without sending anything; the outcome `accepted` means that it would work. */
  verify(): Promise<SubmitOutcome>;
  /** Waits for what is under way, and closes its connections. */
  close(): Promise<void>;
}
