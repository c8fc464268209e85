import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { hasMoved, type MailProgress, watchMail } from '../../../src/core/mailing/watch-mail.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';
import { queueMail } from './sample-mail.js';

describeEachEngine('watching the mail of an event', (engine) => {
  let context: TestContext;
  let event: Event;
  let person: Participant;
  let now = 0;
  beforeAll(async () => {
    const clock = { now: () => new Date(now) };
    context = await openTestContext(engine, { clock });
    now = Date.parse('2026-11-21T09:00:00Z');
    event = await makeEvent(context);
    person = await join(context, event);
  });
  beforeEach(async () => {
    for (const table of ['messages', 'mail_hosts']) await context.database.knex(table).delete();
  });
  afterAll(async () => await context?.close());

  const queue = async () =>
    await queueMail(context, { event, participant: person, template: 'reminder' });
  const end = async (ids: readonly string[], state = 'done') =>
    await context.database.knex('messages').whereIn('id', ids).update({ state });
  const watch = (signal = new AbortController().signal) =>
    watchMail(context, event, { signal, everyMs: 0 });

  async function next(progress: AsyncGenerator<MailProgress>): Promise<MailProgress> {
    const { value, done } = await progress.next();
    if (done) throw new Error('it has ended');
    return value;
  }

  it('tells the pace and the end, and ends when no message is open any more', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 6; count += 1) ids.push(await queue());
    const progress = watch();
    expect(await next(progress)).toMatchObject({
      ...{ total: 6, open: 6, perSecond: null, estimatedEndAt: null },
    });
    await end(ids.slice(0, 4));
    now += 2_000;
    expect(await next(progress)).toMatchObject({
      ...{ open: 2, perSecond: 2, estimatedEndAt: new Date(now + 1_000).toISOString() },
      counts: { submitted: 4, pending: 2 },
    });
    // What waits for a person keeps nobody waiting.
    await end([ids[4] as string], 'held');
    await end([ids[5] as string], 'unknown');
    now += 2_000;
    expect(await next(progress)).toMatchObject({ open: 0, estimatedEndAt: null });
    expect(await progress.next()).toMatchObject({ done: true });
  });

  it('ends at once when there is no mail', async () => {
    const progress = watch();
    expect(await next(progress)).toMatchObject({ total: 0, open: 0 });
    expect(await progress.next()).toMatchObject({ done: true });
  });

  it('ends with the reason of whoever stops it', async () => {
    await queue();
    const stopping = new AbortController();
    const progress = watch(stopping.signal);
    await next(progress);
    stopping.abort(new Error('enough'));
    await expect(progress.next()).rejects.toThrow();
  });

  it('knows what is worth a line: messages that moved and servers that are left alone', async () => {
    const id = await queue();
    const progress = watch();
    const first = await next(progress);
    expect(hasMoved(undefined, first)).toBe(true);
    now += 1_000;
    const second = await next(progress);
    expect(hasMoved(first, second)).toBe(false);
    const host = 'mail.example.com:587';
    await context.database.knex('messages').where({ id }).update({ host });
    const paused_until = new Date('2100-01-01');
    await context.database.knex('mail_hosts').insert({ host, paused_until });
    const third = await next(progress);
    expect(hasMoved(second, third)).toBe(true);
    await end([id], 'failed');
    expect(hasMoved(third, await next(progress))).toBe(true);
  });
});
