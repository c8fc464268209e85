import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent } from '../core/events/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { type InProcessOptions, runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';

let place: TestPlace;
beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place);
  const formFields = [
    {
      id: 'meal',
      label: '식사',
      type: 'choice' as const,
      required: false,
      choices: ['한식', '양식'],
    },
  ];
  await makeEvent(context, { slug: 'devday', capacity: 2, waitlistEnabled: true, formFields });
  await makeEvent(context, { slug: 'picky', requiresApproval: true });
  await makeEvent(context, { slug: 'tokyo', timezone: 'Asia/Tokyo' });
  await context.close();
});
afterAll(async () => await place.remove());

async function evm(args: string[], options: InProcessOptions = {}) {
  return await runInProcess(['participant', ...args], { env: place.env, ...options });
}

const hong = ['--name', '홍길동', '--email', 'Hong@Example.com'];

describe('evm participant', () => {
  it('registers somebody and says under which number', async () => {
    const details = ['--phone', '010-1234-5678', '--birth-date', '1990-01-02'];
    const answers = ['--field', 'meal=한식', '--field', 'note=a=b', '--consent'];
    const run = await evm(['add', '--event', 'devday', ...hong, ...details, ...answers]);
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe('✓ #001 홍길동 is registered\n');
    expect(run.exitCode).toBe(0);
  });

  it('gives exactly the documented JSON', async () => {
    const run = await evm(['show', '#001', '--event', 'devday', '--json']);
    const time = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
    expect(run.json()).toEqual({
      participant: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        registrationNumber: 1,
        name: '홍길동',
        email: 'hong@example.com',
        phone: '+821012345678',
        birthDate: '1990-01-02',
        customResponses: { meal: '한식', note: 'a=b' },
        status: 'registered',
        source: 'direct',
        ticketCode: expect.stringMatching(/^[0-9A-Z]{10}$/),
        ticketCopy: 1,
        checkin: { status: 'not_checked_in', at: null },
        consents: { requiredAt: time, marketingAt: null },
        registeredAt: time,
        cancelledAt: null,
        updatedAt: time,
      },
    });
  });

  it('shows one with all that is known, found by whatever is at hand', async () => {
    for (const reference of ['1', '#001', 'hong@example.com', '홍 길동', '길동']) {
      const run = await evm(['show', reference, '--event', 'dev']);
      expect(run.stdout.split('\n').slice(0, 7)).toEqual([
        '#001 홍길동',
        '  status      registered',
        '  e-mail      hong@example.com',
        '  phone       +821012345678',
        '  birth date  1990-01-02',
        '  meal        한식',
        '  note        a=b',
      ]);
    }
  });

  it('reads national phones as of the country of the event', async () => {
    const args = ['add', '--event', 'tokyo', '--name', 'Sato', '--email', 's@example.com'];
    const run = await evm([...args, '--phone', '090-1234-5678', '--json']);
    expect(run.json()).toMatchObject({ participant: { phone: '+819012345678' } });
  });

  it('says all that is wrong at once, without quoting it, and ends with 2', async () => {
    const bad = ['--name', 'x', '--email', 'secret@@x', '--phone', '12', '--field', 'meal=중식'];
    const run = await evm(['add', '--event', 'devday', ...bad]);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe('');
    for (const field of ['name:', 'email:', 'phone:', 'meal:']) expect(run.stderr).toContain(field);
    expect(run.stderr).not.toContain('secret');
  });

  it('ends with 5 when the address is taken, and says whose it is', async () => {
    const run = await evm(['add', '--event', 'devday', ...hong]);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('registered for devday already: #001 (registered)');
    expect(run.stderr).toContain("evm participant show '#001' --event devday");
  });

  it('tells a waiting list and a wait for approval apart, with what to do', async () => {
    await evm(['add', '--event', 'devday', '--name', '김철수', '--email', 'kim@example.com']);
    const waiting = await evm([
      ...['add', '--event', 'devday', '--name', '이영희', '--email', 'lee@example.com'],
    ]);
    expect(waiting.stdout).toBe('! #003 이영희 is on the waitlist: all places are taken\n');
    expect(waiting.exitCode).toBe(0);
    const pending = await evm(['add', '--event', 'picky', ...hong]);
    const command = "evm participant update '#001' --event picky --status registered";
    expect(pending.stdout).toBe(`! #001 홍길동 waits for approval: ${command}\n`);
    const approved = await evm(['update', '#001', '--event', 'picky', '--status', 'registered']);
    expect(approved.stdout).toBe('✓ #001 홍길동 is changed (registered)\n');
  });

  it('lists people masked, enough to recognise them', async () => {
    const run = await evm(['list', '--event', 'devday']);
    const lines = run.stdout.split('\n');
    expect(lines[0]).toMatch(/^number +name +e-mail +phone +status +ticket/);
    expect(lines[1]).toMatch(/^ *#001 +홍길동 +h\*\*\*@example\.com +\S*\*\S* +registered +\S+/);
    expect(lines.at(-2)).toBe('3 participants');
    expect(run.stdout).not.toMatch(/hong@|1012345678|1990/);
    const json = await evm(['list', '--event', 'devday', '--json']);
    expect(json.stdout).not.toMatch(/hong@|1012345678|1990-01-02/);
    expect(json.json()).toMatchObject({
      event: 'devday',
      total: 3,
      participants: [
        { registrationNumber: 1 },
        { registrationNumber: 2 },
        { status: 'waitlisted' },
      ],
    });
  });

  it('lists people in full when it is asked to', async () => {
    const run = await evm(['list', '--event', 'devday', '--reveal', '--json']);
    expect(run.json()).toMatchObject({
      participants: [
        { email: 'hong@example.com', phone: '+821012345678', birthDate: '1990-01-02' },
        { email: 'kim@example.com', phone: null },
        { email: 'lee@example.com' },
      ],
    });
  });

  it('lists a page, a search and a status', async () => {
    const page = await evm(['list', '--event', 'devday', '--limit', '1', '--after', '1']);
    expect(page.stdout).toContain('김철수');
    expect(page.stdout).toContain('3 participants; the next ones: --after 2');
    const numbers = async (...args: string[]) => {
      const { participants } = (
        await evm(['list', ...args, '--event', 'devday', '--json'])
      ).json() as {
        participants: { registrationNumber: number }[];
      };
      return participants.map(({ registrationNumber }) => registrationNumber);
    };
    expect(await numbers('길동')).toEqual([1]);
    expect(await numbers('%')).toEqual([]);
    expect(await numbers('--status', 'waitlisted')).toEqual([3]);
    const none = await evm(['list', '없음', '--event', 'devday']);
    expect(none.stdout).toBe('nobody in devday matches\n');
  });

  it('changes what is given; an empty text takes a detail away', async () => {
    const changes = ['--phone', '', '--field', 'meal=양식', '--marketing-consent', 'yes'];
    const run = await evm(['update', '#1', '--event', 'devday', ...changes, '--json']);
    expect(run.json()).toMatchObject({
      participant: {
        name: '홍길동',
        phone: null,
        customResponses: { meal: '양식', note: 'a=b' },
        consents: { requiredAt: expect.any(String), marketingAt: expect.any(String) },
      },
    });
  });

  it('cancels, and says who moved up', async () => {
    const run = await evm(['cancel', '#002', '--event', 'devday']);
    expect(run.stdout).toBe('✓ #002 김철수 is cancelled\n  moved up from the waitlist: #003\n');
    const again = await evm(['cancel', '#002', '--event', 'devday', '--json']);
    expect(again.json()).toMatchObject({ participant: { status: 'cancelled' }, promoted: [] });
    const back = await evm(['update', '#002', '--event', 'devday', '--status', 'registered']);
    expect(back.exitCode).toBe(5);
    expect(back.stderr).toContain('devday is full: all 2 places are taken');
  });

  it('ends with 4 when nobody is meant and with 5 when several are', async () => {
    const none = await evm(['show', '#999', '--event', 'devday']);
    expect(none.exitCode).toBe(4);
    expect(none.stderr).toContain('no such participant in devday');
    await evm(['add', '--event', 'picky', '--name', '김길동', '--email', 'k@example.com']);
    const several = await evm(['cancel', '길동', '--event', 'picky']);
    expect(several.exitCode).toBe(5);
    expect(several.stderr).toContain('several participants are meant: #001, #002');
    expect((await evm(['list', '--event', 'nowhere'])).exitCode).toBe(4);
    expect((await evm(['list'])).exitCode).toBe(2);
  });

  it('exports a table in full, guarded against formulas', async () => {
    const evil = ['--name', '=1+1', '--email', 'evil@example.com'];
    await evm(['add', '--event', 'tokyo', ...evil]);
    const cwd = tempFolder();
    const run = await evm(['export', '--event', 'tokyo', '--out', 'all.csv'], { cwd });
    const path = join(cwd, 'all.csv');
    expect(run.stdout).toBe(`✓ 2 participants of tokyo in ${path}\n`);
    const rows = parse(readFileSync(path), { bom: true }) as string[][];
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['evm_number', 'name', 'email'],
      ['#001', 'Sato', 's@example.com'],
      ['#002', "'=1+1", 'evil@example.com'],
    ]);
    const json = await evm(['export', '--event', 'tokyo', '--out', 'all.xlsx', '--json'], { cwd });
    expect(json.json()).toEqual({
      export: { event: 'tokyo', file: join(cwd, 'all.xlsx'), rows: 2 },
    });
    expect(readFileSync(join(cwd, 'all.xlsx')).subarray(0, 2).toString()).toBe('PK');
    expect((await evm(['export', '--event', 'tokyo', '--out', 'all.pdf'])).exitCode).toBe(2);
  });

  it('exports one JSON document without a file, of nobody too', async () => {
    const run = await evm(['export', '--event', 'devday', '--status', 'cancelled']);
    expect(run.json()).toMatchObject({ participants: [{ registrationNumber: 2 }] });
    const none = await evm(['export', '--event', 'tokyo', '--status', 'cancelled', '--json']);
    expect(none.json()).toEqual({ participants: [] });
  });

  it('lets no name paint the terminal', async () => {
    const name = 'Eve\u001b[31m\u202eLee';
    const added = await evm([
      'add',
      '--event',
      'tokyo',
      '--name',
      name,
      '--email',
      'e@example.com',
    ]);
    const shown = await evm(['list', '--event', 'tokyo'], { terminal: true });
    for (const { stdout, stderr } of [added, shown]) {
      expect(stdout + stderr).not.toMatch(/\u001b\[31m|\u202e/);
    }
  });
});
