import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import type { FileSource } from '../../../src/core/imports/file-source.js';
import { readIssues } from '../../../src/core/imports/issue-repository.js';
import { showImport } from '../../../src/core/imports/show-import.js';
import { findCanariesInDatabase } from '../../support/canary.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { counterOf, join } from '../participants/sample-participant.js';
import { countAllRows, importCsv } from './sample-import.js';

describeEachEngine('an import that does not go through', (engine) => {
  let context: TestContext;
  let event: Event;
  let before: Record<string, number>;
  beforeAll(async () => {
    context = await openTestContext(engine, { config: { imports: { maxIssues: 3 } } });
  });
  afterAll(async () => await context?.close());

  const csv = (...rows: string[]) => ['name,email', ...rows].join('\n');
  const many = (count: number) =>
    csv(...Array.from({ length: count }, (_, index) => `Kim Lee,n${index}@example.com`));

  async function prepareGround(): Promise<void> {
    event = await makeEvent(context);
    await join(context, event, { name: '김기존', email: 'here@example.com' });
    before = await countAllRows(context);
  }

  async function expectNothing(): Promise<void> {
    expect(await countAllRows(context)).toEqual(before);
    expect(await counterOf(context, event)).toEqual({ last_number: 1, occupied: 1 });
    expect((await join(context, event)).number).toBe(2);
  }

  it('because it is a dry run tells what would happen and writes nothing', async () => {
    await prepareGround();
    const content = csv('김새로,here@example.com', '이영희,new@example.com', 'x,bad');
    const options = { dryRun: true, onExisting: 'update' } as const;
    const document = await importCsv(context, event, content, options);
    expect(document).toMatchObject({
      ...{ status: 'dry_run', event: event.slug, report: null },
      counts: { total: 3, created: 1, updated: 1, rejected: 1 },
      issues: [{ row: 4 }, { row: 4 }],
    });
    await expectNothing();
    const { status, counts } = await importCsv(context, event, content, { onExisting: 'update' });
    expect({ status, counts }).toEqual({ status: 'done', counts: document.counts });
  });

  it('because it was interrupted leaves nothing, wherever it was', async () => {
    await prepareGround();
    const aborter = new AbortController();
    const run = importCsv(context, event, many(12_000), {
      signal: aborter.signal,
      onProgress: ({ counts }) => {
        if (counts.total > 0) aborter.abort(new Error('Ctrl-C'));
      },
    });
    await expect(run).rejects.toThrow('Ctrl-C');
    await expectNothing();
  });

  it('because the file was written to meanwhile leaves nothing', async () => {
    await prepareGround();
    const run = importCsv(context, event, changingSource(many(6_000), many(6_001)));
    await expect(run).rejects.toMatchObject({ code: 'IMPORT_FILE_CHANGED', exitCode: 5 });
    await expectNothing();
  });

  it('because the file breaks off far inside leaves nothing', async () => {
    await prepareGround();
    const run = importCsv(context, event, `${many(7_000)}\n"never closed,x@example.com`);
    await expect(run).rejects.toMatchObject({ code: 'IMPORT_MALFORMED' });
    await expectNothing();
  });

  it('because the database refuses a row leaves nothing', async () => {
    await prepareGround();
    const { next } = context.ids;
    let made = 0;
    const twice = next();
    const ids = { next: () => ([100, 6_500].includes(++made) ? twice : next()) };
    const run = importCsv({ ...context, ids }, event, many(7_000));
    await expect(run).rejects.toThrow();
    await expectNothing();
  });

  it('closes the file in every case', async () => {
    await prepareGround();
    const open: Readable[] = [];
    const source = changingSource(many(9_000), many(9_000), open);
    const failing = { ...context, ids: { next: () => 'no-uuid' } };
    await expect(importCsv(failing, event, source)).rejects.toThrow();
    expect(open.length).toBeGreaterThan(0);
    await Promise.all(open.map(async (stream) => stream.closed || (await once(stream, 'close'))));
  });

  it('lists only as many issues as are kept, counts all, and says so', async () => {
    await prepareGround();
    const rows = [1, 2, 3, 4, 5].map((row) => `Kim Lee,bad${row}`);
    const document = await importCsv(context, event, csv(...rows));
    expect(document).toMatchObject({ counts: { rejected: 5 }, issuesTruncated: true });
    expect(document.issues.map(({ row }) => row)).toEqual([2, 3, 4]);
    expect(await showImport(context, document.id)).toEqual(document);
    const exact = await importCsv(context, event, csv(...rows.slice(0, 3)));
    expect(exact).toMatchObject({ counts: { rejected: 3 }, issuesTruncated: false });
  });

  it('keeps what rejected rows say encrypted, and gives it back', async () => {
    await prepareGround();
    const content = 'name,email,phone\nKim Lee,canary@@example.com,010-98-canary\n';
    const { id, issues } = await importCsv(context, event, content);
    expect(issues.map(({ value }) => value)).toEqual(['canary@@example.com', '010-98-canary']);
    const { knex } = context.database;
    expect(await readIssues(knex, context.keyring, id)).toEqual(issues);
    const leaks = await findCanariesInDatabase(['canary@@', '98-canary'], async (sql) => {
      const { rows } = await knex.raw<{ rows: Record<string, unknown>[] }>(sql);
      return rows;
    });
    expect(leaks).toEqual([]);
  });

  it('is not found by an id that no import has', async () => {
    const id = context.ids.next();
    await expect(showImport(context, id)).rejects.toMatchObject({
      code: 'IMPORT_NOT_FOUND',
      exitCode: 4,
    });
  });
});

/** Looks like `first` while it is inspected and its header is read, and is `second` after that. */
function changingSource(first: string, second: string, opened: Readable[] = []): FileSource {
  const contents = [first, second].map((text) => Buffer.from(text));
  let reads = 0;
  return {
    name: 'changing.csv',
    size: contents[0]?.length,
    open() {
      const bytes = contents[Math.min(reads++, 1)] as Buffer;
      const stream = Readable.from(slices(bytes), { objectMode: false });
      opened.push(stream);
      return stream;
    },
  };
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 16_384) {
    yield bytes.subarray(start, start + 16_384);
  }
}
