import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { createClientMessageReader } from './postgres-messages.js';

/** A TCP proxy in this process whose line can be made bad in the ways that real networks are. */
export interface TcpProxy {
  readonly port: number;
  /** The same URL, by way of the proxy. */
  urlOf(url: string): string;
  /** Resets all present connections; new ones work. */
  drop(): void;
  /** Resets every new connection at once, until `accept`. */
  refuse(): void;
  accept(): void;
  /** Forwards nothing in either direction and tells nobody, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Resets a connection once it has forwarded `bytes` towards that side; applies to later bytes. */
  cutAfterBytes(towards: 'server' | 'client', bytes: number): void;
  /**
   * Waits for the next PostgreSQL COMMIT, lets the server carry it out, and resets the connection
   * instead of forwarding the answer. Resolves when that has happened.
   */
  cutAfterCommit(): Promise<void>;
  /** The same for the next PostgreSQL statement in whose text or name this is, outside of a transaction. */
  cutAfterStatement(text: string): Promise<void>;
  close(): Promise<void>;
}

interface Line {
  client: Socket;
  server: Socket;
  readCommit: (chunk: Buffer) => boolean;
  /** What the answer that is not to arrive ends with. */
  awaitedAnswer: string | undefined;
}

interface Faults {
  refusing: boolean;
  frozen: boolean;
  budget: { server: number; client: number };
  commitCut: (() => void) | undefined;
  statementCut: { text: string; resolve: () => void } | undefined;
}

/** Listens on a free loopback port and forwards to `target`, a host and port or a URL. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const lines = new Set<Line>();
  const faults: Faults = {
    refusing: false,
    frozen: false,
    budget: { server: Number.POSITIVE_INFINITY, client: Number.POSITIVE_INFINITY },
    commitCut: undefined,
    statementCut: undefined,
  };

  const listener = createServer((client) => {
    if (faults.refusing) {
      client.resetAndDestroy();
      return;
    }
    const server = createConnection(Number(targetPort), hostname);
    const line = {
      client,
      server,
      readCommit: createClientMessageReader(),
      awaitedAnswer: undefined,
    };
    lines.add(line);
    connect(line, faults, () => lines.delete(line));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const port = portOf(listener.address());

  return {
    port,
    urlOf(url) {
      const through = new URL(url);
      through.hostname = '127.0.0.1';
      through.port = String(port);
      return through.href;
    },
    drop: () => lines.forEach(cut),
    refuse: () => {
      faults.refusing = true;
    },
    accept: () => {
      faults.refusing = false;
    },
    freeze: () => {
      faults.frozen = true;
      for (const { client, server } of lines) {
        client.pause();
        server.pause();
      }
    },
    thaw: () => {
      faults.frozen = false;
      for (const { client, server } of lines) {
        client.resume();
        server.resume();
      }
    },
    cutAfterBytes: (towards, bytes) => {
      faults.budget[towards] = bytes;
    },
    cutAfterCommit: () =>
      new Promise((resolve) => {
        faults.commitCut = resolve;
      }),
    cutAfterStatement: (text) =>
      new Promise((resolve) => {
        faults.statementCut = { text, resolve };
      }),
    async close() {
      lines.forEach(cut);
      listener.close();
      await once(listener, 'close');
    },
  };
}

function connect(line: Line, faults: Faults, forget: () => void): void {
  const { client, server } = line;
  for (const socket of [client, server]) {
    socket.setNoDelay(true);
    socket.on('error', () => cut(line));
    socket.on('close', () => {
      forget();
      cut(line);
    });
  }
  if (faults.frozen) {
    client.pause();
    server.pause();
  }
  client.on('data', (chunk) => {
    const commits = line.readCommit(chunk);
    if (commits && faults.commitCut) line.awaitedAnswer = committed;
    if (faults.statementCut && chunk.includes(faults.statementCut.text)) line.awaitedAnswer = idle;
    forward(chunk, 'server', line, faults);
  });
  server.on('data', (chunk) => {
    if (line.awaitedAnswer !== undefined) swallowAnswer(chunk, line, faults);
    else forward(chunk, 'client', line, faults);
  });
  client.on('end', () => server.end());
  server.on('end', () => client.end());
}

/** The command tag: from here on the server has committed. */
const committed = 'COMMIT\0';
/** ReadyForQuery, outside of a transaction: the statement is done, and committed if it has not failed. */
const idle = 'Z\0\0\0\x05I';

function swallowAnswer(chunk: Buffer, line: Line, faults: Faults): void {
  if (!chunk.includes(line.awaitedAnswer as string)) return;
  const isCommit = line.awaitedAnswer === committed;
  cut(line);
  if (isCommit) {
    faults.commitCut?.();
    faults.commitCut = undefined;
  } else {
    faults.statementCut?.resolve();
    faults.statementCut = undefined;
  }
}

function forward(chunk: Buffer, towards: 'server' | 'client', line: Line, faults: Faults): void {
  const allowed = Math.min(chunk.length, faults.budget[towards]);
  faults.budget[towards] -= allowed;
  const socket = line[towards];
  if (allowed === chunk.length) socket.write(chunk);
  else socket.write(chunk.subarray(0, allowed), () => cut(line));
}

function cut({ client, server }: Line): void {
  for (const socket of [client, server]) if (!socket.destroyed) socket.resetAndDestroy();
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return address.port;
}
