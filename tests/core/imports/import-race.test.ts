import { afterAll, beforeAll, expect, it } from 'vitest';
import { importErrors } from '../../../src/core/imports/errors.js';
import { submitImport } from '../../../src/core/imports/submit-import.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { standings } from '../participants/sample-participant.js';
import { countAllRows, importCsv, importIntoNew, prepare } from './sample-import.js';

describeEachEngine('two who import at the same time', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context?.close());

  const content = ['name,email', ...[1, 2, 3].map((n) => `Kim ${n},n${n}@example.com`)].join('\n');

  it('the same file: one does it, the others hear that it is done', async () => {
    const event = await makeEvent(context);
    const documents = await Promise.all(
      [1, 2, 3, 4].map(async () => await importCsv(context, event, content)),
    );
    expect(documents.map(({ status }) => status).sort()).toEqual([
      ...['already_imported', 'already_imported', 'already_imported', 'done'],
    ]);
    expect(new Set(documents.map(({ id }) => id)).size).toBe(1);
    for (const { counts } of documents) expect(counts.created + counts.unchanged).toBe(3);
    expect(await standings(context, event)).toHaveLength(3);
  });

  it('different files with the same people: each person once', async () => {
    const event = await makeEvent(context);
    const documents = await Promise.all([
      importCsv(context, event, content),
      importCsv(context, event, `${content}\nLee,n4@example.com\n`),
    ]);
    const created = documents.reduce((sum, { counts }) => sum + counts.created, 0);
    expect(created).toBe(4);
    expect(await standings(context, event)).toHaveLength(4);
  });

  it('into one new event: one makes it, the other is told and leaves nothing', async () => {
    const details = { slug: `raced-${engine}`, name: 'Raced', startsAt: '2030-01-01' };
    const attempts = await Promise.allSettled([
      importIntoNew(context, details, content),
      importIntoNew(context, details, `${content}\n`),
    ]);
    const refused = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: 'EVENT_SLUG_TAKEN' });
  });

  it('a file that changed since it was understood is not handed over', async () => {
    const event = await makeEvent(context);
    const prepared = await prepare(context, event, content);
    const before = await countAllRows(context);
    const queue = { ring: async () => true };
    const submission = submitImport(context, queue, {
      target: { kind: 'existing', event },
      prepared,
      content: Buffer.from(`${content}\n`),
      startedBy: 'tester',
    });
    await expect(submission).rejects.toSatisfy(importErrors.fileChanged.matches);
    await prepared.table.close();
    expect(await countAllRows(context)).toEqual(before);
  });
});
