import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { converse } from './smtp-conversation.js';

/**
 * Where a conversation stands when a fault may strike. `connect`: before anything was said. `body`: the
 * first bytes of the body have come. `dot`: the whole body has come, nothing was answered.
 */
export type SmtpStep =
  | 'connect'
  | 'banner'
  | 'ehlo'
  | 'starttls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'body'
  | 'dot'
  | 'rset'
  | 'quit';

/**
 * What happens instead of the usual reply: another one, the end of the connection, no answer at all, or
 * the usual reply once something else has happened.
 */
export type SmtpFault = `${number} ${string}` | 'drop' | 'silence' | { after: Promise<unknown> };

export interface AcceptedMail {
  from: string;
  to: string;
  raw: Buffer;
}

export interface SmtpDaemonOptions {
  /** Asked at each step of each conversation, counted from 0; undefined is the usual reply. */
  fault?: (step: SmtpStep, conversation: number) => SmtpFault | undefined;
  /** Milliseconds before each reply, as over a long line. */
  latencyMs?: number;
  /** Announced in EHLO besides 8BITMIME and SIZE: `PIPELINING`, `STARTTLS`, `AUTH PLAIN`. */
  extensions?: readonly string[];
  /** The largest message that is announced. */
  maxBytes?: number;
}

export interface SmtpDaemon {
  readonly url: string;
  /** What was accepted, in this order: taken down before the 250 goes out. */
  readonly accepted: AcceptedMail[];
  /** How many connections there were, and how many at most at the same time. */
  readonly connections: { total: number; most: number };
  /** Resolves when a conversation, whichever, has come to this step for the first time. */
  reached(step: SmtpStep): Promise<void>;
  close(): Promise<void>;
}

/**
 * A mail server for tests on a free port of this machine, which does as it is told. It speaks just enough
 * of RFC 5321, and byte by byte, so that it can stop anywhere; `STARTTLS` it announces but cannot do. For
 * TLS and logins that work there is `startSmtpReference`.
 */
export async function startSmtpDaemon(options: SmtpDaemonOptions = {}): Promise<SmtpDaemon> {
  const accepted: AcceptedMail[] = [];
  const connections = { total: 0, most: 0 };
  const sockets = new Set<Socket>();
  const active = new Set<Socket>();
  const steps = watchSteps();
  const server = createServer({ noDelay: true }, (socket) => {
    const conversation = connections.total++;
    sockets.add(socket);
    active.add(socket);
    connections.most = Math.max(connections.most, active.size);
    socket.on('close', () => {
      sockets.delete(socket);
      active.delete(socket);
    });
    socket.on('error', () => undefined);
    void converse(socket, {
      ...options,
      accepted,
      faultAt(step) {
        steps.reach(step);
        // Both sides have said goodbye; when the sockets close does not matter.
        if (step === 'quit') active.delete(socket);
        return options.fault?.(step, conversation);
      },
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    accepted,
    connections,
    reached: steps.reached,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

function watchSteps() {
  const seen = new Map<SmtpStep, { promise: Promise<void>; resolve: () => void }>();
  function of(step: SmtpStep) {
    const known = seen.get(step);
    if (known) return known;
    let resolve = () => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    const made = { promise, resolve };
    seen.set(step, made);
    return made;
  }
  return {
    reach: (step: SmtpStep) => of(step).resolve(),
    reached: (step: SmtpStep) => of(step).promise,
  };
}
