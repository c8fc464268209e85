import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent } from '../core/events/sample-event.js';
import { buildWorkbook, textRow } from '../core/imports/build-workbook.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { type InProcessOptions, runInProcess } from '../support/run-main.js';
import { makeTempFolder, removeFolder } from '../support/temp.js';

let place: TestPlace;
let cwd: string;
beforeAll(async () => {
  place = await createPlace('embedded');
  cwd = makeTempFolder();
  const context = await openTestContext(place);
  await makeEvent(context, { slug: 'devday' });
  await makeEvent(context, { slug: 'small', capacity: 1 });
  await context.close();
});
afterAll(async () => {
  removeFolder(cwd);
  await place.remove();
});

async function evm(args: string[], options: InProcessOptions = {}) {
  return await runInProcess(args, { env: place.env, cwd, ...options });
}

function file(name: string, ...rows: string[]): string {
  writeFileSync(join(cwd, name), `${rows.join('\n')}\n`);
  return name;
}

const total = async (event: string) =>
  ((await evm(['participant', 'list', '--event', event, '--json'])).json() as { total: number })
    .total;

const mixed = [
  '이름,이메일,휴대폰,메모',
  '홍길동,hong@example.com,010-1234-5678,a',
  '김철수,HONG@example.com,,',
  'x,kim@@example.com,12,',
];

describe('evm import', () => {
  it('says what it understood, what became of the rows and which need a look, and ends with 3', async () => {
    const run = await evm(['import', file('mixed.csv', ...mixed), '--event', 'devday']);
    expect(run.stderr.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^mixed\.csv · \d+ B · UTF-8 · comma · 4 columns · phones of KR$/),
      expect.stringMatching(/^ {2}이름 → name · 이메일 → email · 휴대폰 → phone · 메모 → /),
    ]);
    const lines = run.stdout.split('\n');
    expect(lines[0]).toMatch(/^✓ imported 3 rows into devday in /);
    expect(lines.slice(1, 4)).toEqual([
      '  created 1 · updated 0 · unchanged 0 · duplicates 1 · rejected 1',
      '! 1 row needs a look',
      expect.stringMatching(/^ {4}row {4}4 {2}name {7}.*: "x"$/),
    ]);
    expect(run.stdout).toContain('add --report rejects.csv');
    expect(run.stdout).toContain('next: evm participant list --event devday');
    expect(run.exitCode).toBe(3);
  });

  it('says the second time that there is nothing to do', async () => {
    const run = await evm(['import', 'mixed.csv', '--event', 'devday']);
    expect(run.stdout).toMatch(
      /^✓ nothing to do: this file was imported on \d{4}-\d\d-\d\d \d\d:\d\d UTC \(import [0-9a-f-]{36}\)\n/,
    );
    expect(run.exitCode).toBe(3);
    expect(await total('devday')).toBe(1);
  });

  it('gives exactly the documented JSON, and nothing else', async () => {
    file('json.csv', 'name,email', 'Kim Lee,one@example.com', 'x,two@example.com');
    const run = await evm(['import', 'json.csv', '--event', 'devday', '--json']);
    expect(run.stderr).toBe('');
    const time = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
    expect(run.json()).toEqual({
      import: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        event: 'devday',
        file: 'json.csv',
        status: 'done',
        counts: {
          ...{ total: 2, created: 1, updated: 0, unchanged: 0 },
          ...{ duplicates: 0, waitlisted: 0, rejected: 1 },
        },
        issues: [
          { row: 3, field: 'name', code: 'too_short', message: expect.any(String), value: 'x' },
        ],
        issuesTruncated: false,
        welcome: false,
        report: null,
        startedAt: time,
        finishedAt: time,
        rowsPerSecond: expect.any(Number),
      },
    });
    expect(run.exitCode).toBe(3);
  });

  it('ends with 0 when nothing was rejected', async () => {
    file('good.csv', 'name,email', 'Park,good@example.com');
    const run = await evm(['import', 'good.csv', '--event', 'devday']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).not.toContain('need a look');
  });

  it('tries without writing', async () => {
    file('dry.csv', 'name,email', 'Choi,dry@example.com');
    const before = await total('devday');
    const run = await evm(['import', 'dry.csv', '--event', 'devday', '--dry-run']);
    expect(run.stdout).toMatch(/^○ dry run, nothing was written: 1 row would end for devday/);
    expect(await total('devday')).toBe(before);
  });

  it('makes no event in a dry run', async () => {
    const args = [
      'import',
      'good.csv',
      '--event',
      'tried',
      '--create-event',
      '--dry-run',
      '--json',
    ];
    expect((await evm(args)).json()).toMatchObject({
      import: { event: 'tried', status: 'dry_run' },
    });
    expect((await evm(['event', 'show', 'tried'])).exitCode).toBe(4);
  });

  it('hands nothing over that is only to be tried', async () => {
    const args = ['import', 'good.csv', '--event', 'small', '--dry-run', '--detach'];
    const run = await evm(args);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('--dry-run');
    expect(await total('small')).toBe(0);
  });

  it('writes the rejected rows into a table, to be corrected and imported', async () => {
    file('some.csv', 'name,email', 'x,first@example.com');
    const args = ['--event', 'devday', '--report', 'rejects.csv'];
    const run = await evm(['import', 'some.csv', ...args]);
    expect(run.stdout).toContain(`! 1 row needs a look (${join(cwd, 'rejects.csv')} has them`);
    const report = join(cwd, 'rejects.csv');
    writeFileSync(report, readFileSync(report, 'utf8').replace('x,first', 'Xavier,first'));
    const again = await evm(['import', 'rejects.csv', '--event', 'devday', '--json']);
    expect(again.json()).toMatchObject({ import: { counts: { created: 1, rejected: 0 } } });
  });

  it('rejects those for whom there is no place', async () => {
    file('two.csv', 'name,email', 'Kim,s1@example.com', 'Lee,s2@example.com');
    const run = await evm(['import', 'two.csv', '--event', 'small']);
    expect(run.stdout).toContain('row    3  event      all places are taken\n');
    expect(run.exitCode).toBe(3);
  });

  it('makes the event when it is missing and only then', async () => {
    const args = ['import', 'good.csv', '--event', 'brand-new', '--create-event', '--json'];
    expect((await evm(args)).json()).toMatchObject({ import: { event: 'brand-new' } });
    expect((await evm(args)).json()).toMatchObject({ import: { status: 'already_imported' } });
    expect(await total('brand-new')).toBe(1);
    const missing = await evm(['import', 'good.csv', '--event', 'absent']);
    expect(missing.exitCode).toBe(4);
  });

  it('takes the beginning of a slug for no event when it may make one', async () => {
    const args = ['import', 'good.csv', '--event', 'brand', '--json'];
    expect((await evm(args)).json()).toMatchObject({ import: { event: 'brand-new' } });
    const made = await evm([...args, '--create-event']);
    expect(made.json()).toMatchObject({ import: { event: 'brand', counts: { created: 1 } } });
  });

  it('makes no event for a file that cannot be imported', async () => {
    file('bad.csv', 'name,telephone', 'Kim,1');
    const run = await evm(['import', 'bad.csv', '--event', 'unmade', '--create-event']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('no column for email');
    expect((await evm(['event', 'show', 'unmade'])).exitCode).toBe(4);
  });

  it('ends, with its thread, when the columns or the database of a workbook do not fit', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => textRow(row + 1, 'x', 'y')).join('');
    writeFileSync(join(cwd, 'x.xlsx'), buildWorkbook({ rows }));
    const args = ['import', 'x.xlsx', '--event', 'devday', '--json'];
    const columns = await runEvm(args, { place, cwd });
    expect(columns.exitCode).toBe(2);
    expect(columns.stderr).toContain('IMPORT_MISSING_COLUMN');
    const env = { DATABASE_URL: 'postgres://127.0.0.1:1/x', EVM_MASTER_KEY: 'ab'.repeat(32) };
    const database = await runEvm(args, { place, cwd, env });
    expect(database.exitCode, database.stderr).toBe(6);
    expect(database.stderr).toContain('DATABASE_UNAVAILABLE');
  });

  it('reads standard input', async () => {
    const stdin = 'name,email\nStdin Kim,stdin@example.com\n';
    const run = await evm(['import', '-', '--event', 'devday', '--json'], { stdin });
    expect(run.json()).toMatchObject({
      import: { file: 'standard input', counts: { created: 1 } },
    });
  });

  it('says how the welcome mail goes out that it has queued', async () => {
    file('welcome.csv', 'name,email', 'Kim New,welcome.new@example.com');
    const run = await evm(['import', 'welcome.csv', '--event', 'devday', '--welcome']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toContain(
      'the welcome mail waits for a worker: evm up or evm worker sends it',
    );
    const again = await evm(['import', 'welcome.csv', '--event', 'devday', '--welcome', '--again']);
    expect(again.stdout).not.toContain('welcome mail');
  });

  it('imports again and updates when it is told to', async () => {
    const args = ['import', 'good.csv', '--event', 'devday', '--again', '--json'];
    expect((await evm(args)).json()).toMatchObject({ import: { counts: { duplicates: 1 } } });
    const updated = await evm([...args, '--on-existing', 'update', '--map', 'name=name']);
    expect(updated.json()).toMatchObject({ import: { counts: { unchanged: 1, duplicates: 0 } } });
  });

  it.each([
    [['import', 'missing.csv', '--event', 'devday'], 4],
    [['import', 'good.csv'], 2],
    [['import', 'good.csv', '--event', 'devday', '--on-existing', 'replace'], 2],
    [['import', 'good.csv', '--event', 'devday', '--report', 'rejects.pdf'], 2],
    [['import', 'good.csv', '--event', 'devday', '--max-size', '10'], 2],
    [['import', 'good.csv', '--event', 'devday', '--extra', 'fail', '--map', 'nothing'], 2],
  ] as [string[], number][])('ends %j with %i', async (args, code) => {
    const run = await evm(args);
    expect(run.exitCode).toBe(code);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/^.*✗ /m);
  });

  it('leaves no draft beside the report', () => {
    expect(readdirSync(cwd).filter((name) => /rejects.*\./.test(name))).toEqual(['rejects.csv']);
    expect(existsSync(join(cwd, 'rejects.pdf'))).toBe(false);
  });

  it('never replaces the file that it reads, and another file only with a yes', async () => {
    file('mine.csv', 'name,email', 'x,broken');
    file('notes.csv', 'idea,when', 'picnic,june');
    const args = ['import', 'mine.csv', '--event', 'devday', '--report'];
    expect(await evm([...args, 'mine.csv', '--yes'])).toMatchObject({ exitCode: 2, stdout: '' });
    const other = await evm([...args, 'notes.csv']);
    expect(other).toMatchObject({ exitCode: 2, stdout: '' });
    expect(other.stderr).toContain('CONFIRMATION_NEEDED');
    expect((await evm([...args, 'notes.csv', '--yes'])).exitCode).toBe(3);
    expect((await evm([...args, 'notes.csv', '--again'])).exitCode).toBe(3);
  });

  it('hands the work over and says how to follow it', async () => {
    file('later.csv', 'name,email', 'Later Kim,later@example.com');
    const args = ['import', 'later.csv', '--event', 'devday', '--detach'];
    const run = await evm(args);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(
      /^✓ job [0-9a-f-]{36}: later\.csv, \d+ B, about 1\S* s\n {2}a worker does it: evm worker, or once: evm worker --once\n {2}follow it with: evm jobs show [0-9a-f-]{13}\n$/,
    );
    const json = await evm([...args, '--again', '--json']);
    expect(json.json()).toEqual({
      job: {
        id: expect.any(String),
        event: 'devday',
        file: 'later.csv',
        size: expect.any(Number),
        status: 'pending',
        estimatedSeconds: 1,
      },
    });
    const done = await evm(['import', 'good.csv', '--event', 'devday', '--detach']);
    expect(done.stdout).toMatch(/^✓ nothing to do: this file was imported before \(import /);
  });
});
