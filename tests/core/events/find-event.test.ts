import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteEvent } from '../../../src/core/events/delete-event.js';
import { findEvent } from '../../../src/core/events/find-event.js';
import type { Event } from '../../../src/core/events/schema.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from './sample-event.js';

describeEachEngine('finding an event', (engine) => {
  let context: TestContext;
  let devday: Event;
  let deleted: Event;
  beforeAll(async () => {
    context = await openTestContext(engine);
    devday = await makeEvent(context, { slug: 'devday' });
    await makeEvent(context, { slug: 'devday-2026' });
    await makeEvent(context, { slug: 'devday-2027' });
    await makeEvent(context, { slug: '서울-모임' });
    deleted = await makeEvent(context, { slug: 'old-devday' });
    await deleteEvent(context, 'old-devday');
  });
  afterAll(async () => await context.close());

  it.each([
    ['devday', 'devday'],
    ['DevDay', 'devday'],
    [' devday-2026 ', 'devday-2026'],
    ['devday-2027', 'devday-2027'],
    ['서울', '서울-모임'],
    ['서울-모임'.normalize('NFD'), '서울-모임'],
  ])('takes "%s" for %s', async (reference, slug) => {
    expect((await findEvent(context, reference)).slug).toBe(slug);
  });

  it('takes the id, in any case, and its unique beginning', async () => {
    expect((await findEvent(context, devday.id)).slug).toBe('devday');
    expect((await findEvent(context, devday.id.toUpperCase())).slug).toBe('devday');
    expect((await findEvent(context, devday.id.slice(0, 30))).slug).toBe('devday');
  });

  it('names the candidates when several begin like that', async () => {
    await expect(findEvent(context, 'devday-')).rejects.toMatchObject({
      code: 'EVENT_AMBIGUOUS',
      exitCode: 5,
      facts: { candidates: ['devday-2026', 'devday-2027'] },
    });
  });

  it('suggests the nearest slug when there is none', async () => {
    await expect(findEvent(context, 'devdya-2026')).rejects.toMatchObject({
      code: 'EVENT_NOT_FOUND',
      exitCode: 4,
      facts: { suggestion: 'devday-2026' },
    });
  });

  it('does not find deleted events, nor suggest them', async () => {
    for (const reference of ['old-devday', deleted.id]) {
      const failure = await findEvent(context, reference).catch((error) => error);
      expect(failure).toMatchObject({ code: 'EVENT_NOT_FOUND' });
      expect(failure.facts.suggestion).not.toBe('old-devday');
    }
  });

  it.each(['', ' ', '%', '_evday', 'dev%', "' or 1=1 --", 'a\0b', '\ud800', 'x'.repeat(10_000)])(
    'finds nothing by "%s"',
    async (reference) => {
      await expect(findEvent(context, reference)).rejects.toMatchObject({
        code: 'EVENT_NOT_FOUND',
      });
    },
  );
});
