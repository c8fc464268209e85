import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listParticipants } from '../../../src/core/participants/list-participants.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { countAllRows, importCsv } from './sample-import.js';

const folder = fileURLToPath(new URL('../../fixtures/imports/samples/', import.meta.url));
const read = (name: string) => readFileSync(`${folder}${name}`);

interface Expectation {
  total: number;
  created: number;
  rejected: number;
  duplicates?: number;
  issues?: { row: number; field: string }[];
  error?: string;
}

const expected = JSON.parse(read('expected.json').toString()) as Record<string, Expectation>;
const names = Object.keys(expected);
const good = names.filter((name) => expected[name]?.error === undefined);
const bad = names.filter((name) => expected[name]?.error !== undefined);

describeEachEngine('importing a sample', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    const clock = fixedClock('2026-11-20T12:00:00Z');
    context = await openTestContext(engine, { clock });
  });
  afterAll(async () => await context?.close());

  it.each(good)('%s ends as expected, and the second time changes nothing', async (name) => {
    const { total, created, rejected, duplicates = 0, issues = [] } = expected[name] as Expectation;
    const event = await makeEvent(context);
    const document = await importCsv(context, event, read(name), { name });
    expect(document.status).toBe('done');
    expect(document.counts).toEqual({
      ...{ total, created, rejected, duplicates },
      ...{ updated: 0, unchanged: 0, waitlisted: 0 },
    });
    expect(document.issues.map(({ row, field }) => ({ row, field }))).toEqual(issues);
    const page = { afterNumber: 0, limit: 2_000 };
    const { participants } = await listParticipants(context, { event }, page);
    expect(participants.map(({ number }) => number)).toEqual(
      Array.from({ length: created }, (_, index) => index + 1),
    );
    const before = await countAllRows(context);
    const again = await importCsv(context, event, read(name), { name });
    expect(again).toMatchObject({ id: document.id, status: 'already_imported' });
    expect(again.counts).toMatchObject({ created: 0, unchanged: total - rejected, rejected });
    expect(await countAllRows(context)).toEqual(before);
  });

  it.each(bad)('%s is refused as a whole, and nothing is written', async (name) => {
    const event = await makeEvent(context);
    const before = await countAllRows(context);
    const run = importCsv(context, event, read(name), { name });
    await expect(run).rejects.toMatchObject({
      code: name === 'header-only.csv' ? 'IMPORT_NO_ROWS' : 'IMPORT_MISSING_COLUMN',
      exitCode: 2,
    });
    expect(await countAllRows(context)).toEqual(before);
  });

  it('participants.xlsx keeps phones that lost their zero, dates and the meal of everybody', async () => {
    const event = await makeEvent(context);
    await importCsv(context, event, read('participants.xlsx'), { name: 'participants.xlsx' });
    const page = { afterNumber: 0, limit: 200 };
    const { participants } = await listParticipants(context, { event }, page);
    for (const { phone, birthDate, customResponses } of participants) {
      expect(phone ?? '+8210').toMatch(/^\+8210/);
      expect(birthDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(Object.keys(customResponses)).toContain('식사');
    }
  });

  it('messy.csv keeps what looks like a formula or has line breaks as it was typed', async () => {
    const event = await makeEvent(context);
    await importCsv(context, event, read('messy.csv'), { name: 'messy.csv' });
    const find = async (search: string) => {
      const page = { afterNumber: 0, limit: 2 };
      return (await listParticipants(context, { event, search }, page)).participants;
    };
    expect(await find('formula@example.com')).toMatchObject([
      { customResponses: { company: '=HYPERLINK("http://x","y")', position: '+1' } },
    ]);
    expect(await find('multiline@example.com')).toMatchObject([{ name: '긴 회사 이름' }]);
  });
});
