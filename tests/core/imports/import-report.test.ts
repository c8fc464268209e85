import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { openTestContext, type TestContext } from '../../support/database.js';
import { tempFolder } from '../../support/temp.js';
import { makeEvent } from '../events/sample-event.js';
import { standings } from '../participants/sample-participant.js';
import { importCsv } from './sample-import.js';

describe('the report of rejected rows', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext('embedded');
  });
  afterAll(async () => await context?.close());

  const content = [
    '이름,이메일,회사',
    '홍길동,hong@example.com,Acme',
    'x,bad,"두 줄\n회사"',
    '김철수,kim@example.com,=1+1',
    '이영희,lee@@example.com,=1+1',
  ].join('\n');
  const table = (path: string) => parse(readFileSync(path), { bom: true }) as string[][];

  async function importWithReport(event: Event, options: { dryRun?: boolean; text?: string } = {}) {
    const report = joinPath(tempFolder(), 'rejects.csv');
    const { text = content, dryRun = false } = options;
    const document = await importCsv(context, event, text, { report, dryRun });
    return { report, document };
  }

  it('has the rejected rows as they were, with what is wrong', async () => {
    const { report, document } = await importWithReport(await makeEvent(context));
    expect(document).toMatchObject({ status: 'done', report, counts: { rejected: 2 } });
    const [header, first, second, ...more] = table(report);
    expect(header).toEqual(['이름', '이메일', '회사', 'evm_error']);
    expect(first?.slice(0, 3)).toEqual(['x', 'bad', '두 줄\n회사']);
    expect(first?.[3]).toMatch(/^row 3: name .*; email /);
    expect(second?.slice(0, 3)).toEqual(['이영희', 'lee@@example.com', "'=1+1"]);
    expect(more).toEqual([]);
  });

  it('can be corrected and imported, and then everybody is there as if from one file', async () => {
    const event = await makeEvent(context);
    const { report } = await importWithReport(event);
    const corrected = readFileSync(report, 'utf8')
      .replace('x,bad', '박하나,park@example.com')
      .replace('lee@@', 'lee@');
    writeFileSync(report, corrected);
    const { counts } = await importCsv(context, event, readFileSync(report));
    expect(counts).toMatchObject({ total: 2, created: 2, rejected: 0 });
    expect(await standings(context, event)).toHaveLength(4);
    const stored = await context.database
      .knex('participants')
      .where({ event_id: event.id })
      .orderBy('number');
    expect(stored.map((row) => row.custom_responses)).toEqual([
      { company: 'Acme' },
      { company: '=1+1' },
      { company: '두 줄 회사' },
      { company: '=1+1' },
    ]);
  });

  it('is made of a file that was imported before, with those who found no place too', async () => {
    const event = await makeEvent(context, { capacity: 1 });
    await importCsv(context, event, content);
    const { report, document } = await importWithReport(event);
    expect(document).toMatchObject({
      ...{ status: 'already_imported', report },
      counts: { total: 4, unchanged: 1, rejected: 3 },
    });
    expect(table(report).map((row) => row[1])).toEqual([
      '이메일',
      'bad',
      'kim@example.com',
      'lee@@example.com',
    ]);
    expect(table(report)[2]?.[3]).toBe('row 4: event all places are taken');
  });

  it('has only its header when nothing was rejected', async () => {
    const text = 'name,email\nKim Lee,a@example.com\n';
    const { report } = await importWithReport(await makeEvent(context), { text });
    expect(table(report)).toEqual([['name', 'email', 'evm_error']]);
  });

  it('is not made by a dry run, of a new file or of an imported one', async () => {
    const event = await makeEvent(context);
    const first = await importWithReport(event, { dryRun: true });
    await importCsv(context, event, content);
    const second = await importWithReport(event, { dryRun: true });
    expect(first.document).toMatchObject({ status: 'dry_run', report: null });
    expect(second.document).toMatchObject({ status: 'already_imported', report: null });
    for (const { report } of [first, second]) expect(existsSync(report)).toBe(false);
  });

  it('of a dry run does not touch its folder, which need not even be there', async () => {
    const report = joinPath(tempFolder(), 'missing', 'rejects.csv');
    const text = content + '\nx,bad,'.repeat(600);
    const options = { report, dryRun: true };
    expect(await importCsv(context, await makeEvent(context), text, options)).toMatchObject({
      ...{ status: 'dry_run', report: null, counts: { rejected: 602 } },
    });
  });

  it('of an import before that kept too few problems is refused rather than made without rows', async () => {
    const few = { ...context, config: structuredClone(context.config) };
    few.config.imports.maxIssues = 1;
    const event = await makeEvent(context, { capacity: 1 });
    const rows = [
      'name,email',
      'Kim Lee,a@example.com',
      'Park,b@example.com',
      'Choi,c@example.com',
    ];
    const { id } = await importCsv(few, event, rows.join('\n'));
    const folder = tempFolder();
    const report = joinPath(folder, 'rejects.csv');
    const run = importCsv(few, event, rows.join('\n'), { report });
    await expect(run).rejects.toMatchObject({
      ...{ code: 'IMPORT_REPORT_INCOMPLETE', exitCode: 5, facts: { id } },
      hint: expect.stringContaining('--again'),
    });
    expect(readdirSync(folder)).toEqual([]);
    await importCsv(few, event, rows.join('\n'), { report, salt: 'again' });
    expect(table(report).map((row) => row[1])).toEqual(['email', 'b@example.com', 'c@example.com']);
  });

  it('of an import before that kept too few problems is made when the file tells all of them', async () => {
    const few = { ...context, config: structuredClone(context.config) };
    few.config.imports.maxIssues = 1;
    const event = await makeEvent(context);
    await importCsv(few, event, content);
    const report = joinPath(tempFolder(), 'rejects.csv');
    await importCsv(few, event, content, { report });
    expect(table(report).map((row) => row[1])).toEqual(['이메일', 'bad', 'lee@@example.com']);
  });

  it.each(['rejects.csv', 'rejects.xlsx'])('leaves no draft when %s is a folder', async (name) => {
    const folder = tempFolder();
    const report = joinPath(folder, name);
    mkdirSync(report);
    const event = await makeEvent(context);
    const refused = { code: 'TABLE_NOT_WRITABLE' };
    await expect(importCsv(context, event, content, { report })).rejects.toMatchObject(refused);
    expect(readdirSync(folder)).toEqual([name]);
    expect(await standings(context, event)).toEqual([]);
    await importCsv(context, event, content);
    await expect(importCsv(context, event, content, { report })).rejects.toMatchObject(refused);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('leaves nothing behind when the import fails', async () => {
    const folder = tempFolder();
    const report = joinPath(folder, 'rejects.csv');
    const text = `${content}\n"never closed`;
    const run = importCsv(context, await makeEvent(context), text, { report });
    await expect(run).rejects.toMatchObject({ code: 'IMPORT_MALFORMED' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('cannot be written where there is no folder: then nothing is imported', async () => {
    const event = await makeEvent(context);
    const report = joinPath(tempFolder(), 'missing', 'rejects.csv');
    await expect(importCsv(context, event, content, { report })).rejects.toThrow();
    expect(await standings(context, event)).toEqual([]);
  });
});
