/**
 * The mail server of bench:mail, in a process of its own: smtp-server as it comes from npm, reading
 * each message to its end and keeping nothing of it. Talks to its parent over IPC.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** `begin` forgets what was counted and sets the latency; `report` asks for it. */
export type ServerRequest = { kind: 'begin'; latencyMs: number } | { kind: 'report' };

/** `seconds`: from the first acceptance to the last. */
export type ServerReply =
  | { kind: 'listening'; port: number }
  | { kind: 'begun' }
  | { kind: 'report'; accepted: number; seconds: number; bytes: number };

let latencyMs = 0;
let accepted = 0;
let bytes = 0;
let firstAt = 0;
let lastAt = 0;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, _session, done) {
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    stream.on('end', () => {
      if (latencyMs === 0) accept(done);
      else setTimeout(() => accept(done), latencyMs);
    });
  },
});
server.on('error', () => undefined);

function accept(done: () => void): void {
  lastAt = performance.now();
  if (accepted === 0) firstAt = lastAt;
  accepted += 1;
  done();
}

function reply(message: ServerReply): void {
  process.send?.(message);
}

process.on('message', (request: ServerRequest) => {
  if (request.kind === 'begin') {
    latencyMs = request.latencyMs;
    accepted = 0;
    bytes = 0;
    return reply({ kind: 'begun' });
  }
  reply({ kind: 'report', accepted, seconds: (lastAt - firstAt) / 1000, bytes });
});
process.on('disconnect', () => process.exit());

const listening = server.listen(0, '127.0.0.1');
await once(listening, 'listening');
reply({ kind: 'listening', port: (listening.address() as AddressInfo).port });
