import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { findEvent } from '../../../src/core/events/find-event.js';
import { findParticipant } from '../../../src/core/participants/find-participant.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { factsOf, makeEvent } from '../events/sample-event.js';
import { counterOf, join, standings } from '../participants/sample-participant.js';
import { countAllRows, importCsv, importIntoNew } from './sample-import.js';

describeEachEngine('importing a file', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock: fixedClock('2026-11-20T12:00:00Z') });
  });
  afterAll(async () => await context?.close());

  const csv = (...rows: string[]) => ['name,email,phone', ...rows].join('\n');

  it('brings every row to exactly one end, and the counts add up', async () => {
    const event = await makeEvent(context);
    await join(context, event, { name: '김기존', email: 'here@example.com' });
    const { counts, issues, ...document } = await importCsv(
      context,
      event,
      csv('김하나,one@example.com,', '김둘,ONE@example.com,', '김셋,here@example.com,', 'x,y,12'),
    );
    expect(counts).toEqual({
      ...{ total: 4, created: 1, updated: 0, unchanged: 0 },
      ...{ duplicates: 2, waitlisted: 0, rejected: 1 },
    });
    expect(issues.map(({ row, field, code }) => [row, field, code])).toEqual([
      [5, 'name', 'too_short'],
      [5, 'email', 'not_an_address'],
      [5, 'phone', 'not_a_phone_number'],
    ]);
    expect(document).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      event: event.slug,
      file: 'list.csv',
      status: 'done',
      issuesTruncated: false,
      welcome: false,
      report: null,
      startedAt: '2026-11-20T12:00:00.000Z',
      finishedAt: '2026-11-20T12:00:00.000Z',
      rowsPerSecond: expect.any(Number),
    });
  });

  it('registers with number, ticket, source and import, and records one fact', async () => {
    const event = await makeEvent(context);
    await join(context, event);
    const { id } = await importCsv(context, event, csv('홍길동,Hong@Example.com,010-1234-5678'));
    expect(await findParticipant(context, event, 'hong@example.com')).toMatchObject({
      ...{ number: 2, name: '홍길동', phone: '+821012345678', status: 'registered' },
      ...{ source: 'import', importId: id, ticketCode: expect.stringMatching(/^[0-9A-Z]{10}$/) },
      ...{ registeredAt: context.clock.now(), consents: { requiredAt: null, marketingAt: null } },
    });
    expect(await counterOf(context, event)).toEqual({ last_number: 2, occupied: 2 });
    expect((await factsOf(context, event.id)).at(-1)).toMatchObject({
      type: 'import.completed',
      data: { total: 1, created: 1 },
    });
  });

  it('gives each an id for draws that says nothing about when they came', async () => {
    const event = await makeEvent(context);
    const rows = Array.from({ length: 50 }, (_, index) => `참가자,p${index}@example.com,`);
    await importCsv(context, event, csv(...rows));
    const ids = await context.database
      .knex('participants')
      .where({ event_id: event.id })
      .orderBy('number')
      .pluck<string[]>('draw_id');
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(id).toMatch(/^.{8}-.{4}-4.{3}-[89ab].{3}-.{12}$/);
    expect([...ids].sort()).not.toEqual(ids);
  });

  it('updates those who are there when it is told to, and only what the file has columns for', async () => {
    const event = await makeEvent(context);
    const kept = {
      phone: '+821012345678',
      birthDate: '1990-01-01',
      customResponses: { meal: 'a' },
    };
    const before = await join(context, event, { ...kept, name: '김철수', email: 'a@example.com' });
    await join(context, event, { ...kept, name: '이영희', email: 'b@example.com' });
    const content = 'name,email,phone\n김새로,a@example.com,\n이영희,b@example.com,01012345678\n';
    const { counts } = await importCsv(context, event, content, { onExisting: 'update' });
    expect(counts).toMatchObject({ total: 2, updated: 1, unchanged: 1, duplicates: 0 });
    expect(await findParticipant(context, event, 'a@example.com')).toEqual({
      ...before,
      name: '김새로',
      phone: null,
      updatedAt: context.clock.now(),
    });
  });

  it('updates names, phones, dates and answers with every awkward character', async () => {
    const event = await makeEvent(context);
    const rows = ['"O\'Neil ""x"" {a,b} \\ NULL",010-1111-2222,1999-12-31,"{""a"": ""\\\\n""}"'];
    for (const email of ['a@example.com', 'b@example.com']) {
      await join(context, event, { email, phone: '+821012345678' });
    }
    const content = [
      'email,name,phone,birth date,note',
      `a@example.com,${rows[0]}`,
      'b@example.com,이비움,,,',
    ].join('\n');
    const { counts } = await importCsv(context, event, content, { onExisting: 'update' });
    expect(counts).toMatchObject({ updated: 2, rejected: 0 });
    expect(await findParticipant(context, event, 'a@example.com')).toMatchObject({
      ...{ name: 'O\'Neil "x" {a,b} \\ NULL', phone: '+821011112222', birthDate: '1999-12-31' },
      customResponses: { note: '{"a": "\\\\n"}' },
    });
    expect(await findParticipant(context, event, 'b@example.com')).toMatchObject({
      ...{ name: '이비움', phone: null, birthDate: null, customResponses: { note: null } },
    });
  });

  it('finds a second row with an address wherever the first one was', async () => {
    const event = await makeEvent(context);
    await join(context, event, { name: '김기존', email: 'here@example.com' });
    const rows = Array.from({ length: 5_100 }, (_, index) => `Kim Lee,n${index}@example.com,`);
    rows[1] = '김새로,here@example.com,';
    rows.push('김다시,n0@example.com,', '김또,here@example.com,', '김또,here@example.com,');
    const { counts } = await importCsv(context, event, csv(...rows), { onExisting: 'update' });
    expect(counts).toEqual({
      ...{ total: 5_103, created: 5_099, updated: 1, unchanged: 0 },
      ...{ duplicates: 3, waitlisted: 0, rejected: 0 },
    });
    expect((await findParticipant(context, event, 'here@example.com')).name).toBe('김새로');
    expect(await counterOf(context, event)).toEqual({ last_number: 5_100, occupied: 5_100 });
  });

  it('finds it in an event that was empty too, whether it is written already or not', async () => {
    const event = await makeEvent(context);
    const rows = Array.from({ length: 8_000 }, (_, index) => `Kim Lee,n${index}@example.com,`);
    rows.push('김다시,n0@example.com,', '김또,n7990@example.com,');
    const { counts } = await importCsv(context, event, csv(...rows));
    expect(counts).toEqual({
      ...{ total: 8_002, created: 8_000, updated: 0, unchanged: 0 },
      ...{ duplicates: 2, waitlisted: 0, rejected: 0 },
    });
    expect(await counterOf(context, event)).toEqual({ last_number: 8_000, occupied: 8_000 });
  });

  it('takes rows of which few make a statement, also beside those who are there', async () => {
    const event = await makeEvent(context);
    await join(context, event);
    const note = '가'.repeat(4_000);
    const rows = Array.from({ length: 300 }, (_, n) => `Kim Lee,n${n}@example.com,${note},${note}`);
    const list = ['name,email,note,remark', ...rows].join('\n');
    const { counts } = await importCsv(context, event, list);
    expect(counts).toMatchObject({ total: 300, created: 300, rejected: 0 });
    const stored = await context.database
      .knex('participants')
      .where({ event_id: event.id, source: 'import' })
      .whereRaw("custom_responses ->> 'remark' = ?", [note]);
    expect(stored).toHaveLength(300);
  });

  it('puts those beyond the places on the waitlist, counted within created', async () => {
    const event = await makeEvent(context, { capacity: 2, waitlistEnabled: true });
    const rows = [1, 2, 3, 4].map((row) => `Kim ${row},n${row}@example.com,`);
    const { counts } = await importCsv(context, event, csv(...rows));
    expect(counts).toMatchObject({ total: 4, created: 4, waitlisted: 2, rejected: 0 });
    expect((await standings(context, event)).slice(1)).toEqual([
      '2 registered',
      '3 waitlisted',
      '4 waitlisted',
    ]);
    expect(await counterOf(context, event)).toEqual({ last_number: 4, occupied: 2 });
  });

  it('rejects those beyond the places where there is no waitlist, and says so', async () => {
    const event = await makeEvent(context, { capacity: 1 });
    const { counts, issues } = await importCsv(
      context,
      event,
      csv('Kim,one@example.com,', 'Lee,two@example.com,'),
    );
    expect(counts).toMatchObject({ created: 1, rejected: 1 });
    expect(issues).toEqual([
      { row: 3, field: 'event', code: 'event_full', message: 'all places are taken', value: '' },
    ]);
  });

  it('rejects everybody when the event is over', async () => {
    const event = await makeEvent(context);
    await changeEventStatus(context, event.id, 'cancelled');
    const { counts, issues } = await importCsv(context, event, csv('Kim,one@example.com,'));
    expect(counts).toMatchObject({ total: 1, created: 0, rejected: 1 });
    expect(issues).toMatchObject([{ row: 2, code: 'event_closed' }]);
  });

  it('imports the same file once, another mapping or another event again', async () => {
    const [event, other] = [await makeEvent(context), await makeEvent(context)];
    const content = csv('Kim,one@example.com,010-1234-5678', 'x,two@example.com,');
    const first = await importCsv(context, event, content);
    const facts = await factsOf(context, event.id);
    const again = await importCsv(context, event, content, { name: 'renamed.csv' });
    expect(again).toEqual({
      ...first,
      status: 'already_imported',
      counts: { ...first.counts, created: 0, unchanged: 1 },
    });
    expect(await factsOf(context, event.id)).toEqual(facts);
    const mapped = await importCsv(context, event, content, { map: ['phone=-'] });
    expect(mapped).toMatchObject({ status: 'done', counts: { duplicates: 1, rejected: 1 } });
    expect((await importCsv(context, other, content)).counts.created).toBe(1);
  });

  it('imports the same file again when it is told to', async () => {
    const event = await makeEvent(context);
    const content = csv('Kim,one@example.com,');
    const first = await importCsv(context, event, content);
    const again = await importCsv(context, event, content, { salt: 'once more' });
    expect(again).toMatchObject({ status: 'done', counts: { duplicates: 1 } });
    expect(again.id).not.toBe(first.id);
  });

  it('makes a missing event in the same step', async () => {
    const slug = `new-${engine}`;
    const details = { slug, name: 'New', startsAt: '2030-01-01' };
    const document = await importIntoNew(context, details, csv('Kim,one@example.com,'));
    expect(document).toMatchObject({ event: slug, counts: { created: 1 } });
    expect(await standings(context, await findEvent(context, slug))).toEqual(['1 registered']);
  });

  it('makes no event when the import fails', async () => {
    const slug = `never-${engine}`;
    const before = await countAllRows(context);
    const aborter = new AbortController();
    aborter.abort(new Error('stop'));
    const details = { slug, name: 'New', startsAt: '2030-01-01' };
    const failing = importIntoNew(context, details, csv('Kim,one@example.com,'), {
      signal: aborter.signal,
    });
    await expect(failing).rejects.toThrow();
    await expect(findEvent(context, slug)).rejects.toMatchObject({ code: 'EVENT_NOT_FOUND' });
    expect(await countAllRows(context)).toEqual(before);
  });
});
