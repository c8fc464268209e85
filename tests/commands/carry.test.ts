import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CarriedOrder } from '../../src/commands/carry/carried-order.js';
import { encodeFrame, type Frame, readFrames } from '../../src/commands/carry/frames.js';
import { type Carrier, startCarrier } from '../../src/commands/carry/start-carrier.js';
import { loadConfig } from '../../src/core/runtime/config/load-config.js';
import { identifyThisProcess } from '../../src/core/runtime/database/process-identity.js';
import { openTestContext, type TestContext } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

const version = '0.0.0-test';
const csv = '이름,이메일\n홍길동,hong@example.com\n김철수,kim@example.com\n';
/** Longer than any test may take: what ends before it was over, ended by itself. */
const farAway = 600_000;

let context: TestContext;
let carrier: Carrier;

beforeAll(async () => {
  context = await openTestContext('embedded');
  carrier = await start();
});
afterAll(async () => {
  await carrier?.drain(0);
  await context?.close();
});

async function start(): Promise<Carrier> {
  const started = await startCarrier(context, version);
  if (!started) throw new Error('there is no socket');
  return started;
}

/** The other side of a carried command, as the test wants it. */
async function send(argv: string[], changes: Partial<CarriedOrder> = {}) {
  const { env } = context.place;
  const socket = createConnection(carrier.path);
  await once(socket, 'connect');
  const order: CarriedOrder = {
    version,
    place: identifyThisProcess().place,
    argv,
    cwd: process.cwd(),
    env: {},
    loaded: await loadConfig({ env, cwd: process.cwd(), userName: 'tester' }),
    zone: 'UTC',
    follows: false,
    streams: { stdin: { isTTY: false }, stdout: { isTTY: false }, stderr: { isTTY: false } },
    ...changes,
  };
  socket.write(encodeFrame('hello', JSON.stringify(order)));
  return { socket, ...hear(socket) };
}

function hear(socket: Socket) {
  const frames = readFrames(socket);
  const heard: Frame[] = [];
  const textOf = (kind: string) =>
    heard.filter((frame) => frame.kind === kind).map(({ payload }) => payload.toString());
  return {
    text: (kind: string) => textOf(kind).join(''),
    /** Reads on until a frame of this kind has come. */
    async until(kind: string): Promise<string> {
      for (;;) {
        const { value, done } = await frames.next();
        if (done) throw new Error(`the connection ended without ${kind}: ${textOf('stderr')}`);
        heard.push(value);
        if (value.kind === kind) return value.payload.toString();
      }
    },
  };
}

const evm = async (argv: string[], stdin = '') =>
  await runInProcess(argv, { env: context.place.env, stdin });

const terminal = {
  stdin: { isTTY: true },
  stdout: { isTTY: true, columns: 60 },
  stderr: { isTTY: true, columns: 60 },
};

describe('a carried command', () => {
  it('goes through runMain of either side, stdin and all', async () => {
    const { exitCode, stdout } = await evm(
      ['import', '-', '--event', 'devday', '--create-event', '--json'],
      csv,
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).import.counts.created).toBe(2);
  });

  it('asks its question at the terminal where it was typed', async () => {
    const create = ['event', 'create', '--slug', 'old', '--name', 'Old'];
    const created = await evm([...create, '--starts', '2030-01-01T09:00']);
    expect(created.exitCode, created.stderr).toBe(0);
    const { socket, until, text } = await send(['event', 'delete', 'old'], { streams: terminal });
    await until('wantStdin');
    socket.write(encodeFrame('stdin', 'y\n'));
    expect(await until('exit'), text('stderr')).toBe('0');
    expect(text('stderr')).toContain('[y/N] ');
    expect(text('stderr')).not.toContain('\u001b[1G');
  });

  it('has told all that it says before it tells how it ended', async () => {
    const { until, text } = await send(['event', 'show', 'nothing', '--debug']);
    expect(await until('exit')).toBe('4');
    expect(text('stderr')).toMatch(/\(EVENT_NOT_FOUND\)(.|\n)+\n {4}at .*\n$/);
  });

  it('says at a terminal elsewhere how far it is in plain lines', async () => {
    const { socket, until, text } = await send(['import', '-', '--event', 'devday'], {
      streams: terminal,
    });
    await until('wantStdin');
    socket.write(Buffer.concat([encodeFrame('stdin', csv), encodeFrame('stdinEnd')]));
    expect(await until('exit'), text('stderr')).toBe('0');
    expect(text('stderr')).toContain('\nchecking\n');
  });

  it('is stopped when its process is gone, and takes half a file for nothing', async () => {
    const { socket, until } = await send(['import', '-', '--event', 'half', '--create-event']);
    await until('wantStdin');
    socket.write(encodeFrame('stdin', csv));
    await until('wantStdin');
    socket.destroy();
    await carrier.drain(farAway);
    carrier = await start();
    expect(await evm(['event', 'show', 'half'])).toMatchObject({ exitCode: 4 });
  });

  it('is stopped when its process is gone, also when it waits for no input', async () => {
    const { socket, until } = await send(['jobs', 'watch', '--json']);
    const imported = await evm(['import', '-', '--event', 'devday', '--detach'], csv);
    expect(imported.exitCode, imported.stderr).toBe(0);
    await until('stdout');
    socket.destroy();
    await carrier.drain(farAway);
    carrier = await start();
  });

  it('may end when evm up is told to stop, within the grace time', async () => {
    const { socket, until } = await send(['import', '-', '--event', 'late', '--create-event']);
    await until('wantStdin');
    const drained = carrier.drain(farAway);
    socket.write(Buffer.concat([encodeFrame('stdin', csv), encodeFrame('stdinEnd')]));
    expect(await until('exit')).toBe('0');
    socket.destroy();
    await drained;
    carrier = await start();
    expect(await evm(['event', 'show', 'late'])).toMatchObject({ exitCode: 0 });
  });

  it('is stopped when the grace time is over', async () => {
    const { until, text, socket } = await send([
      'import',
      '-',
      '--event',
      'never',
      '--create-event',
    ]);
    await until('wantStdin');
    const drained = carrier.drain(0);
    expect(await until('exit')).toBe('130');
    expect(text('stderr')).toContain('interrupted: ');
    socket.destroy();
    await drained;
    carrier = await start();
  });

  it('that only follows is stopped at once', async () => {
    const { until, socket } = await send(['jobs', 'watch', '--json'], { follows: true });
    expect(await evm(['import', '-', '--event', 'devday', '--detach'], csv)).toMatchObject({
      exitCode: 0,
    });
    await until('stdout');
    const drained = carrier.drain(farAway);
    expect(await until('exit')).toBe('130');
    socket.destroy();
    await drained;
    carrier = await start();
  });

  it('is refused from another container, where its paths mean other files', async () => {
    const { until } = await send(['event', 'list'], { place: 'elsewhere' });
    expect(JSON.parse(await until('refused'))).toEqual({ reason: 'place' });
  });

  it('does no harm when it is none at all', async () => {
    for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), encodeFrame('hello', '{"ver')]) {
      const socket = createConnection(carrier.path);
      await once(socket, 'connect');
      socket.end(bytes);
      await once(socket.resume(), 'close');
    }
    expect(await evm(['event', 'list'])).toMatchObject({ exitCode: 0 });
  });
});

describe('readFrames', () => {
  const sent = [
    encodeFrame('stdout', 'one'),
    encodeFrame('stdinEnd'),
    encodeFrame('stdout', Buffer.alloc(100_000, 7)),
    encodeFrame('exit', '0'),
  ];
  const whole = Buffer.concat(sent);

  it.each([1, 4, 5, 7, 1_000, 65_536, 200_000])(
    'finds the frames again in chunks of %i bytes',
    async (size) => {
      async function* chunks() {
        for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
      }
      const again: Buffer[] = [];
      for await (const { kind, payload } of readFrames(chunks())) {
        again.push(encodeFrame(kind, payload));
      }
      expect(again.map((bytes) => bytes.length)).toEqual(sent.map((bytes) => bytes.length));
      expect(Buffer.concat(again).equals(whole)).toBe(true);
    },
  );

  it('takes half a frame for none', async () => {
    async function* chunks() {
      yield whole.subarray(0, 6);
    }
    const found: Frame[] = [];
    for await (const frame of readFrames(chunks())) found.push(frame);
    expect(found).toEqual([]);
  });
});
