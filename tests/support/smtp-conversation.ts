import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { AcceptedMail, SmtpDaemonOptions, SmtpFault, SmtpStep } from './smtp-daemon.js';

interface ConversationOptions extends SmtpDaemonOptions {
  accepted: AcceptedMail[];
  faultAt: (step: SmtpStep) => SmtpFault | undefined;
}

/** Leads one conversation to its end, as the server. */
export async function converse(socket: Socket, options: ConversationOptions): Promise<void> {
  const { accepted, faultAt, latencyMs = 0 } = options;
  const input = readInput(socket);
  let mail = { from: '', to: '' };

  /** Answers, unless a fault strikes; true when the conversation goes on as usual. */
  async function answer(step: SmtpStep, usual: string, effect?: () => void): Promise<boolean> {
    const fault = faultAt(step);
    if (latencyMs > 0) await pause(latencyMs);
    if (fault === 'drop') return hangUp(socket);
    if (fault === 'silence') return await forEver(socket);
    if (typeof fault === 'string') {
      socket.write(`${fault}\r\n`);
      // After this the server closes the connection: RFC 5321, 3.8.
      if (fault.startsWith('421')) socket.end();
      return false;
    }
    await fault?.after;
    effect?.();
    if (usual !== '') socket.write(`${usual}\r\n`);
    return true;
  }

  async function takeBody(): Promise<void> {
    await input.more();
    const fault = faultAt('body');
    if (fault === 'drop') return void hangUp(socket);
    const body = await input.until('\r\n.\r\n');
    if (body === undefined) return;
    const text = body.toString('latin1').replace(/^\.\./gm, '.');
    const raw = Buffer.from(`${text}\r\n`, 'latin1');
    await answer('dot', '250 2.0.0 taken', () => accepted.push({ ...mail, raw }));
  }

  async function takeCommand(line: string): Promise<void> {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
      case 'HELO':
        return void (await answer('ehlo', greetingOf(options)));
      case 'STAR':
        return void (await answer('starttls', '220 2.0.0 go ahead'));
      case 'AUTH':
        return void (await answer('auth', '235 2.7.0 welcome'));
      case 'MAIL':
        if (await answer('mail', '250 2.1.0 ok')) mail = { from: address, to: '' };
        return;
      case 'RCPT':
        if (await answer('rcpt', '250 2.1.5 ok')) mail.to = address;
        return;
      case 'DATA':
        if (mail.to === '') return void socket.write('554 5.5.1 no valid recipients\r\n');
        if (await answer('data', '354 go on')) await takeBody();
        mail = { from: '', to: '' };
        return;
      case 'RSET':
        mail = { from: '', to: '' };
        return void (await answer('rset', '250 2.0.0 ok'));
      case 'QUIT':
        if (await answer('quit', '221 2.0.0 bye')) socket.end();
        return;
      default:
        socket.write('502 5.5.1 what?\r\n');
    }
  }

  if (!(await answer('connect', ''))) return;
  await answer('banner', '220 here ESMTP');
  for (;;) {
    const line = await input.until('\r\n');
    if (line === undefined) return;
    await takeCommand(line.toString('latin1'));
  }
}

function greetingOf({ extensions = [], maxBytes = 50_000_000 }: SmtpDaemonOptions): string {
  const lines = ['here', '8BITMIME', `SIZE ${maxBytes}`, ...extensions];
  return lines.map((line, at) => `250${at < lines.length - 1 ? '-' : ' '}${line}`).join('\r\n');
}

/** With a reset, so that what is on its way is not read by anybody. */
function hangUp(socket: Socket): false {
  socket.resetAndDestroy();
  return false;
}

async function forEver(socket: Socket): Promise<false> {
  await new Promise((resolve) => socket.once('close', resolve));
  return false;
}

/** What the client sends, piece by piece; nothing more is read from it than was asked for. */
function readInput(socket: Socket) {
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let pending: Buffer = Buffer.alloc(0);

  async function read(): Promise<boolean> {
    const { value, done } = await chunks.next().catch(() => ({ value: undefined, done: true }));
    if (done || !value) return false;
    pending = Buffer.concat([pending, value]);
    return true;
  }

  return {
    /** Waits until there is something to read. */
    async more(): Promise<void> {
      if (pending.length === 0) await read();
    },
    /** What comes before `mark`, which is taken away; undefined when the client has gone. */
    async until(mark: string): Promise<Buffer | undefined> {
      let searched = 0;
      for (;;) {
        const end = pending.indexOf(mark, searched);
        if (end !== -1) {
          const found = pending.subarray(0, end);
          pending = pending.subarray(end + mark.length);
          return found;
        }
        searched = Math.max(0, pending.length - mark.length);
        if (!(await read())) return undefined;
      }
    },
  };
}
