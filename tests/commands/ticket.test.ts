import { EventEmitter } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../src/commands/catalogue.js';
import { runMain } from '../../src/commands/run-main.js';
import type { Participant } from '../../src/core/participants/schema.js';
import { openSigningKey } from '../../src/core/tickets/open-signing-key.js';
import { showTicket } from '../../src/core/tickets/show-ticket.js';
import { renderTicketLines, renderTicketPng } from '../../src/core/tickets/ticket-qr.js';
import { makeEvent, register, reissue } from '../core/tickets/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { tempFolder } from '../support/temp.js';

const entry = { summary: '', group: 'people' } as const;
const catalogue: CatalogueEntry[] = [
  { ...entry, name: 'ticket show', load: () => import('../../src/commands/ticket/show.js') },
  { ...entry, name: 'ticket verify', load: () => import('../../src/commands/ticket/verify.js') },
  { ...entry, name: 'ticket export', load: () => import('../../src/commands/ticket/export.js') },
  { ...entry, name: 'ticket key', load: () => import('../../src/commands/ticket/key.js') },
];

let place: TestPlace;
let holder: Participant;
let cancelledCode: string;
let payload: string;
let oldPayload: string;
let otherPayload: string;

beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  const event = await makeEvent(context, 'devday');
  const other = await makeEvent(context, 'other');
  const first = await register(context, event, '홍길동');
  oldPayload = (await showTicket(context, event, first)).payload;
  holder = await reissue(context, first);
  payload = (await showTicket(context, event, holder)).payload;
  const waiting = await register(context, event, 'Kim');
  await context.database
    .knex('participants')
    .where({ id: waiting.id })
    .update({ registration_status: 'waitlisted' });
  cancelledCode = waiting.ticketCode;
  otherPayload = (await showTicket(context, other, await register(context, other, 'Lee'))).payload;
  await openSigningKey(context, other.id);
  await context.close();
});
afterAll(async () => await place.remove());

interface RunOptions {
  cwd?: string;
  isTTY?: boolean;
  env?: Record<string, string>;
}

/** One command line in this process, with its own streams. */
async function evm(argv: string[], { cwd = '/', isTTY = false, env = {} }: RunOptions = {}) {
  const stdout = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  const exitCode = await runMain({
    argv,
    env: { ...place.env, ...env },
    cwd,
    stdin: new PassThrough(),
    stdout,
    stderr,
    signals: new EventEmitter(),
    exit: () => undefined,
    version: () => '0.0.0',
    catalogue,
  });
  return {
    exitCode,
    stdout: String(stdout.read() ?? ''),
    stderr: String(stderr.read() ?? ''),
  };
}

describe('evm ticket show', () => {
  it('shows the ticket of a participant who is named by any handle', async () => {
    const spoken = `${holder.ticketCode.slice(0, 5)}-${holder.ticketCode.slice(5)}`;
    for (const reference of ['#001', spoken.toLowerCase()]) {
      const { stdout, exitCode } = await evm(['ticket', 'show', reference, '--event', 'devday']);
      expect(stdout).toBe(
        `홍길동 · #001 · devday\nticket ${spoken} · copy 2\npayload ${payload}\n`,
      );
      expect(exitCode).toBe(0);
    }
  });

  it('says the same as one JSON document', async () => {
    const { stdout } = await evm(['ticket', 'show', '1', '--event', 'devday', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      ticket: {
        event: 'devday',
        participantId: holder.id,
        number: 1,
        name: '홍길동',
        code: `${holder.ticketCode.slice(0, 5)}-${holder.ticketCode.slice(5)}`,
        copy: 2,
        payload,
      },
    });
  });

  it('writes images relative to where it was called', async () => {
    const cwd = tempFolder();
    const files = ['--png', 'hong.png', '--svg', 'images/hong.svg'];
    const { stdout } = await evm(['ticket', 'show', '1', '--event', 'devday', ...files], { cwd });
    expect(stdout).toContain(`✓ ${join(cwd, 'hong.png')}\n✓ ${join(cwd, 'images/hong.svg')}\n`);
    expect(readFileSync(join(cwd, 'hong.png'))).toEqual(await renderTicketPng(payload));
    expect(readFileSync(join(cwd, 'images/hong.svg'), 'utf8')).toMatch(/^<svg /);
  });

  it('draws the QR code in a terminal, dark on light whatever its colours', async () => {
    const show = ['ticket', 'show', '1', '--event', 'devday', '--terminal'];
    const symbol = await renderTicketLines(payload);
    const painted = await evm(show, { isTTY: true });
    expect(painted.stdout.startsWith(`\u001b[38;5;231;48;5;16m${symbol[0]}\u001b[0m\n`)).toBe(true);
    const plain = await evm(show, { isTTY: true, env: { NO_COLOR: '1' } });
    expect(plain.stdout.startsWith(`${symbol.join('\n')}\n`)).toBe(true);
    expect(plain.stdout).not.toContain('\u001b');
  });

  it('has nothing for a participant without a place', async () => {
    const { stdout, stderr, exitCode } = await evm(['ticket', 'show', '2', '--event', 'devday']);
    expect(stdout).toBe('');
    expect(stderr).toContain('#002 has no ticket: the registration is waitlisted');
    expect(stderr).not.toContain(cancelledCode);
    expect(exitCode).toBe(5);
  });

  it('does not find who is not there', async () => {
    expect((await evm(['ticket', 'show', '99', '--event', 'devday'])).exitCode).toBe(4);
    expect((await evm(['ticket', 'show', '1', '--event', 'nothing'])).exitCode).toBe(4);
  });
});

describe('evm ticket verify', () => {
  it('accepts a valid ticket and says whose it is', async () => {
    for (const event of [[], ['--event', 'devday']]) {
      const { stdout, exitCode } = await evm(['ticket', 'verify', `${payload}\n`, ...event]);
      expect(stdout).toMatch(/^✓ valid: ticket \S{11} · copy 2\n {2}홍길동 · #001 · devday\n$/);
      expect(exitCode).toBe(0);
    }
  });

  it('refuses with a reason, a verdict and exit code 5', async () => {
    const refused = async (text: string, ...more: string[]) => {
      const { stdout, exitCode } = await evm(['ticket', 'verify', text, ...more]);
      expect(exitCode).toBe(5);
      return stdout.split('\n')[0];
    };
    const forged = `${payload.slice(0, -1)}${payload.endsWith('0') ? '1' : '0'}`;
    expect(await refused(oldPayload)).toBe(
      '✗ replaced: this is copy 1, the newest is copy 2  (old_copy)',
    );
    expect(await refused(otherPayload, '--event', 'devday')).toContain('(wrong_event)');
    expect(await refused(forged)).toContain('(invalid_signature)');
    expect(await refused('hello')).toContain('(malformed)');
  });

  it('gives the same as JSON', async () => {
    const { stdout } = await evm(['ticket', 'verify', oldPayload, '--json']);
    expect(JSON.parse(stdout)).toEqual({
      verification: {
        verdict: 'old_copy',
        code: expect.stringMatching(/^\S{5}-\S{5}$/),
        copy: 1,
        newestCopy: 2,
        checked: 'record',
        event: 'devday',
        number: 1,
        name: '홍길동',
      },
    });
  });

  it('works with a public key file where there is no database', async () => {
    const cwd = tempFolder();
    const key = await evm(['ticket', 'key', '--event', 'devday']);
    writeFileSync(join(cwd, 'devday.pem'), key.stdout);
    const nowhere = { EVM_HOME: join(cwd, 'none'), DATABASE_URL: 'postgres://127.0.0.1:1/none' };
    const verify = async (text: string) =>
      await evm(['ticket', 'verify', text, '--public-key', 'devday.pem'], { cwd, env: nowhere });

    const valid = await verify(payload);
    expect(valid.stdout).toContain('✓ valid');
    expect(valid.stdout).toContain('by signature alone');
    expect(valid.exitCode).toBe(0);
    expect((await verify(otherPayload)).stdout).toContain('(wrong_event)');
    expect((await verify(otherPayload)).exitCode).toBe(5);
  });

  it('explains a key file that is missing or wrong, and refuses contradictions', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'wrong.pem'), 'hello');
    const verify = ['ticket', 'verify', payload, '--public-key'];
    const missing = await evm([...verify, 'none.pem'], { cwd });
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('ENOENT')]);
    const wrong = await evm([...verify, 'wrong.pem'], { cwd });
    expect(wrong.stderr).toContain('holds no PEM public key');
    const both = await evm([...verify, 'wrong.pem', '--event', 'devday'], { cwd });
    expect([both.exitCode, both.stderr]).toEqual([
      2,
      expect.stringContaining('exclude each other'),
    ]);
  });
});

describe('evm ticket export', () => {
  it('writes the registered ones and says where', async () => {
    const cwd = tempFolder();
    const argv = ['ticket', 'export', '--event', 'devday', '--out', 'tickets'];
    const first = await evm(argv, { cwd });
    expect(first.stdout).toBe(
      `✓ 1 ticket in ${join(cwd, 'tickets')}\n  written 1 · kept 0 · list ${join(cwd, 'tickets/index.csv')}\n`,
    );
    const again = await evm([...argv, '--json'], { cwd });
    expect(JSON.parse(again.stdout).export).toMatchObject({ total: 1, written: 0, kept: 1 });
  });

  it('knows two formats', async () => {
    const argv = ['ticket', 'export', '--event', 'devday', '--out', 'x', '--format', 'gif'];
    const { exitCode, stderr } = await evm(argv, { cwd: tempFolder() });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/png.*svg/s);
  });
});

describe('evm ticket key', () => {
  it('prints PEM that other programs read', async () => {
    const { stdout } = await evm(['ticket', 'key', '--event', 'devday']);
    expect(stdout).toMatch(
      /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=]{60}\n-----END PUBLIC KEY-----\n$/,
    );
    const { stdout: json } = await evm(['ticket', 'key', '--event', 'devday', '--json']);
    expect(JSON.parse(json).key).toEqual({ event: 'devday', publicKey: stdout });
  });
});
