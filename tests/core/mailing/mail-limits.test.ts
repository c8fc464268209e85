import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { messageLedger, messageRetries } from '../../../src/core/mailing/jobs.js';
import {
  recordHostFailure,
  recordHostSuccess,
  takeSlot,
} from '../../../src/core/mailing/mail-host-repository.js';
import { waitForSlot } from '../../../src/core/mailing/wait-for-slot.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { claimDue } from '../../../src/core/runtime/ledger/claim-rows.js';
import {
  createPlace,
  describeEachEngine,
  openTestContext,
  type TestContext,
  type TestPlace,
} from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { hasPostgres } from '../../support/test-daemons.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';
import { queueMail } from './sample-mail.js';

describe('the retries of a message', () => {
  it('follow the ladder that is configured, and then end', () => {
    const { maxAttempts, backoff } = messageRetries({ retryMinutes: '1, 10,60' });
    expect(maxAttempts).toBe(4);
    expect([1, 2, 3].map(backoff)).toEqual([60_000, 600_000, 3_600_000]);
  });

  it('are three within 24 hours, the first after five minutes, when nothing is configured', () => {
    expect(messageLedger.maxAttempts).toBe(3);
    expect([1, 2].map(messageLedger.backoff)).toEqual([300_000, 3_600_000]);
  });
});

describeEachEngine('the limits of a mail server', (engine) => {
  const host = 'mail.example.com:587';
  let place: TestPlace;
  let context: TestContext;
  let event: Event;
  let person: Participant;
  beforeAll(async () => {
    place = await createPlace(engine);
    context = await openTestContext(place);
    event = await makeEvent(context);
    person = await join(context, event);
  });
  beforeEach(async () => {
    for (const table of ['messages', 'mail_hosts']) await context.database.knex(table).delete();
  });
  afterAll(async () => {
    await context?.close();
    await place?.remove();
  });

  async function slot(): Promise<number> {
    const row = await context.database.knex('mail_hosts').where({ host }).first('next_slot_at');
    return row.next_slot_at.getTime();
  }

  /** Opens the way far ahead, so that no clock that runs meanwhile makes a difference. */
  async function fill(): Promise<number> {
    const next_slot_at = new Date(Date.now() + 3_600_000);
    await context.database.knex('mail_hosts').insert({ host, next_slot_at });
    return next_slot_at.getTime();
  }

  it('give each message a place of its own, a second apart at one a second', async () => {
    const start = await fill();
    for (const _ of [1, 2, 3]) await takeSlot(context.database.knex, host, 1);
    expect(await slot()).toBe(start + 3_000);
  });

  it('let the first message go at once', async () => {
    expect(await takeSlot(context.database.knex, host, 0.001)).toBeLessThanOrEqual(0);
  });

  it.each([
    [{ perMinute: 30 }, 2_000],
    [{ perSecond: 4, perMinute: 30 }, 2_000],
    [{ perSecond: 1, perMinute: 600 }, 1_000],
  ])('of %j hold, the stricter one', async (mail, apart) => {
    const start = await fill();
    const config = { ...context.config, mail: { ...context.config.mail, ...mail } };
    const stopping = new AbortController();
    const waiting = waitForSlot({ ...context, config }, host, stopping.signal);
    const taken = waiting.catch((error: Error) => error.name);
    await eventually('the place is taken', async () => (await slot()) !== start || undefined);
    stopping.abort();
    expect(await taken).toBe('AbortError');
    expect(await slot()).toBe(start + apart);
  });

  it('are none without a setting', async () => {
    await waitForSlot(context, host, new AbortController().signal);
    expect(await context.database.knex('mail_hosts')).toEqual([]);
  });

  async function claimed(): Promise<number> {
    const options = { leaseSeconds: 60, ids: context.ids, limit: 10 };
    return (await claimDue(context.database, messageLedger, options)).length;
  }

  const failure = { host, reason: 'down', pauseSeconds: 60 };

  async function facts() {
    const { rows } = await context.database.knex.raw<{
      rows: { failures: number; seconds: number | null }[];
    }>(
      `SELECT failures, round(extract(epoch FROM paused_until - updated_at))::integer AS seconds
       FROM mail_hosts`,
    );
    return rows[0];
  }

  const endPause = async () =>
    await context.database.knex('mail_hosts').update({ paused_until: new Date(0) });

  it('keep everything back while the server is paused, at no cost, and let it go after that', async () => {
    await queueMail(context, { event, participant: person, template: 'reminder' });
    await queueMail(context, { event, participant: person, template: 'notice' });
    await recordHostFailure(context.database.knex, failure);
    expect(await claimed()).toBe(0);
    const rows = await context.database.knex('messages').select('state', 'attempts', 'crashes');
    expect(rows).toEqual(Array(2).fill({ state: 'pending', attempts: 0, crashes: 0 }));
    await endPause();
    expect(await claimed()).toBe(2);
  });

  it('pause twice as long after each failure, and at most 15 minutes', async () => {
    const pauses: (number | null | undefined)[] = [];
    for (let count = 0; count < 6; count += 1) {
      await recordHostFailure(context.database.knex, failure);
      pauses.push((await facts())?.seconds);
      await endPause();
    }
    expect(pauses).toEqual([60, 120, 240, 480, 900, 900]);
  });

  it('count as one failure what fails while the pause lasts', async () => {
    for (const _ of [1, 2, 3]) await recordHostFailure(context.database.knex, failure);
    expect(await facts()).toEqual({ failures: 1, seconds: 60 });
  });

  it('forget the failures once the server has taken a message', async () => {
    await recordHostFailure(context.database.knex, failure);
    await recordHostSuccess(context.database.knex, host);
    expect(await facts()).toEqual({ failures: 0, seconds: null });
  });

  it.skipIf(engine === 'embedded' || !hasPostgres())(
    'hold across two workers: no place is given twice',
    async () => {
      const other = await openTestContext(place);
      try {
        const start = await fill();
        const workers = [context, other, context, other];
        await Promise.all(
          workers.flatMap(({ database }) =>
            [1, 2, 3, 4, 5].map(async () => await takeSlot(database.knex, host, 2)),
          ),
        );
        expect(await slot()).toBe(start + 20 * 500);
      } finally {
        await other.close();
      }
    },
  );
});
