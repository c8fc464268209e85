import { EventEmitter } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../src/commands/catalogue.js';
import { runMain } from '../../src/commands/run-main.js';
import type { Participant } from '../../src/core/participants/schema.js';
import { formatTicketCode } from '../../src/core/tickets/ticket-code.js';
import { readStrictly, valuesOf } from '../core/calendar/read-strictly.js';
import { makeEvent, register } from '../core/tickets/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { tempFolder } from '../support/temp.js';

const entry = { summary: '', group: 'people' } as const;
const catalogue: CatalogueEntry[] = [
  { ...entry, name: 'ical export', load: () => import('../../src/commands/ical/export.js') },
  { ...entry, name: 'ical links', load: () => import('../../src/commands/ical/links.js') },
];

let place: TestPlace;
let holder: Participant;

beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  const event = await makeEvent(context, 'devday');
  holder = await register(context, event, '홍길동');
  const waiting = await register(context, event, 'Kim');
  await context.database
    .knex('participants')
    .where({ id: waiting.id })
    .update({ registration_status: 'waitlisted' });
  await context.close();
});
afterAll(async () => await place.remove());

/** One command line in this process, with its own streams. */
async function evm(argv: string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const stdout = Object.assign(new PassThrough(), { isTTY: false });
  const stderr = new PassThrough();
  const exitCode = await runMain({
    argv,
    env: { ...place.env, ...options.env },
    cwd: options.cwd ?? '/',
    stdin: new PassThrough(),
    stdout,
    stderr,
    signals: new EventEmitter(),
    exit: () => undefined,
    version: () => '0.0.0',
    catalogue,
  });
  return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

const exportDevday = ['ical', 'export', '--event', 'devday'];

describe('evm ical export', () => {
  it('prints the file for everybody and nothing else', async () => {
    const { stdout, stderr, exitCode } = await evm(exportDevday);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(valuesOf(stdout, 'DTSTART')).toEqual(['20301201T090000']);
    expect(valuesOf(stdout, 'TRIGGER', 'VALARM')).toEqual(['-PT3H']);
    expect(stdout).not.toMatch(new RegExp(`홍길동|${formatTicketCode(holder.ticketCode)}`));
  });

  it('writes the file of one participant, who alone may read it', async () => {
    const cwd = tempFolder();
    const one = [...exportDevday, '--participant', '#001', '--locale', 'en'];
    const { stdout } = await evm([...one, '--out', 'cal/hong.ics'], { cwd });
    const file = join(cwd, 'cal/hong.ics');
    expect(stdout).toBe(`✓ devday in ${file}\n`);
    const code = formatTicketCode(holder.ticketCode);
    expect(valuesOf(readFileSync(file, 'utf8'), 'DESCRIPTION')).toEqual([`Ticket: ${code}`]);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readdirSync(join(cwd, 'cal'))).toEqual(['hong.ics']);
  });

  it('replaces an older file as a whole', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'a.ics'), 'x'.repeat(100_000));
    await evm([...exportDevday, '--out', 'a.ics'], { cwd });
    expect(readStrictly(readFileSync(join(cwd, 'a.ics'), 'utf8'))[0]?.value).toBe('VCALENDAR');
  });

  it('says why a file cannot be written, and leaves nothing behind', async () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, 'a.ics'));
    const { exitCode, stderr } = await evm([...exportDevday, '--out', 'a.ics'], { cwd });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/a\.ics cannot be written: E/)]);
    expect(readdirSync(cwd)).toEqual(['a.ics']);
  });

  it('takes method, reminders and UTC as options', async () => {
    const options = ['--alarm', '1440', '--alarm', '30', '--utc', '--method', 'publish'];
    const { stdout } = await evm([...exportDevday, ...options]);
    expect(valuesOf(stdout, 'TRIGGER', 'VALARM')).toEqual(['-P1D', '-PT30M']);
    expect(valuesOf(stdout, 'DTSTART')).toEqual(['20301201T000000Z']);
    const cancel = await evm([...exportDevday, '--method', 'cancel']);
    expect(valuesOf(cancel.stdout, 'STATUS')).toEqual(['CANCELLED']);
  });

  it('asks a participant for an answer where there is a sender', async () => {
    const request = [...exportDevday, '--method', 'request', '--participant', '1'];
    const refused = await evm(request);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining('EVM_MAIL_FROM'),
    ]);
    const env = { EVM_MAIL_FROM: 'DevDay <devday@example.com>' };
    const { stdout } = await evm(request, { env });
    expect(valuesOf(stdout, 'ATTENDEE')).toEqual([`MAILTO:${holder.email}`]);
  });

  it('warns that somebody without a ticket has no code in the file', async () => {
    const { stdout, stderr } = await evm([...exportDevday, '--participant', '2']);
    expect(stderr).toContain('the registration is waitlisted: the file has no ticket code');
    expect(valuesOf(stdout, 'DESCRIPTION')).toEqual([]);
  });

  it('gives one JSON document, with the text where there is no file', async () => {
    const printed = JSON.parse((await evm([...exportDevday, '--json'])).stdout);
    expect(printed.calendar).toMatchObject({
      event: 'devday',
      filename: 'devday.ics',
      contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
      method: 'publish',
    });
    expect(readStrictly(printed.calendar.content)).not.toEqual([]);
    const cwd = tempFolder();
    const written = await evm([...exportDevday, '--out', 'a.ics', '--json'], { cwd });
    const { calendar } = JSON.parse(written.stdout);
    expect(calendar).toMatchObject({ event: 'devday', file: join(cwd, 'a.ics') });
    expect(calendar).not.toHaveProperty('content');
  });

  it('refuses what it cannot use', async () => {
    const codes = async (...more: string[]) => (await evm([...exportDevday, ...more])).exitCode;
    expect(await codes('--out', 'a.xlsx')).toBe(2);
    expect(await codes('--method', 'reply')).toBe(2);
    expect(await codes('--alarm', '-5')).toBe(2);
    expect(await codes('--alarm', '')).toBe(2);
    expect(await codes('--participant', '99')).toBe(4);
    expect((await evm(['ical', 'export', '--event', 'nothing'])).exitCode).toBe(4);
  });
});

describe('evm ical links', () => {
  it('prints a link for each calendar', async () => {
    const { stdout } = await evm(['ical', 'links', '--event', 'devday']);
    expect(stdout.split('\n').map((line) => line.split(/\s+/, 1)[0])).toEqual([
      'google',
      'outlook',
      'office365',
      '',
    ]);
    expect(stdout).toContain(' https://calendar.google.com/calendar/render?action=TEMPLATE&');
  });

  it('has one to subscribe to where the installation has an address', async () => {
    const env = { EVM_PUBLIC_URL: 'https://events.example.com' };
    const { stdout } = await evm(['ical', 'links', '--event', 'devday', '--json'], { env });
    expect(JSON.parse(stdout)).toEqual({
      event: 'devday',
      links: {
        google: expect.stringMatching(/^https:/),
        outlook: expect.stringMatching(/^https:/),
        office365: expect.stringMatching(/^https:/),
        webcal: expect.stringMatching(/^webcal:\/\/events\.example\.com\/e\/\S+\.ics$/),
      },
    });
  });
});
