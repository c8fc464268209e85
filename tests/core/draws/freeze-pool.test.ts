import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkTicket } from '../../../src/core/draws/check-ticket.js';
import { hashPool } from '../../../src/core/draws/pool.js';
import { transcriptOf } from '../../../src/core/draws/show-draw.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { join, markCheckedIn } from '../participants/sample-participant.js';
import { commit, drawAtOnce, publicIds, run, verified } from './sample-draw.js';

describeEachEngine('a pool', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context?.close());

  async function answering(customResponses: Record<string, string | number>[]) {
    const event = await makeEvent(context);
    const people = [];
    for (const answers of customResponses) {
      people.push(await join(context, event, { customResponses: answers }));
    }
    return { event, people };
  }

  it('has everybody who is registered, under ids that tell nothing, in the order of their bytes', async () => {
    const { event, people } = await answering([{}, {}, {}, {}]);
    await cancelParticipant(context, event, people[3]?.id as string);
    const shown = await commit(context, event);
    const { pool, poolHash } = await transcriptOf(context, shown);
    expect(pool).toEqual(await publicIds(context, people.slice(0, 3)));
    expect(poolHash).toBe(hashPool(pool));
    expect(shown.draw).toMatchObject({ people: 3, units: 3, excluded: { cancelled: 1 } });
    // Version 4: random, so neither the time of registration nor anything else is in them.
    for (const id of pool) expect(id).toMatch(/^.{14}4.{4}[89ab]/);
  });

  it('stays as it was frozen, whoever joins, leaves or is erased', async () => {
    const { event, people } = await answering([{}, {}, {}]);
    const shown = await commit(context, event, { count: 3 });
    const before = await transcriptOf(context, shown);
    await join(context, event);
    await context.database.knex('participants').where({ id: people[0]?.id }).delete();
    expect(await transcriptOf(context, shown)).toEqual(before);
    const drawn = await run(context, shown.draw.id);
    const { winners } = await verified(context, drawn);
    expect([...winners].sort()).toEqual(before.pool);
    const names = drawn.drawn.map(({ participantId, name }) => [participantId === null, name]);
    expect(names.sort()).toEqual([
      [false, '홍길동'],
      [false, '홍길동'],
      [true, null],
    ]);
  });

  it('leaves out by rules, counts each person under the first, and tells the person', async () => {
    const { event, people } = await answering([
      { track: 'ai', 표: 3 },
      { track: 'ai', 표: 'many' },
      { track: 'web', 표: 2 },
      { track: 'ai', 표: 2 },
      { 표: 1 },
    ]);
    const [winner, , , away] = people;
    const present = people.filter((one) => one !== away).map(({ id }) => id);
    await markCheckedIn(context, ...present);
    const shown = await commit(context, event, {
      pool: 'checked-in',
      filters: [{ field: 'track', value: 'ai' }],
      weight: '표',
    });
    expect(shown.draw).toMatchObject({
      people: 1,
      units: 3,
      excluded: { not_checked_in: 1, filter: 2, no_weight: 1 },
    });
    const [publicId] = await publicIds(context, [winner as { id: string }]);
    expect((await transcriptOf(context, shown)).pool).toEqual([publicId, publicId, publicId]);
    const late = await join(context, event);
    const checks = [];
    for (const { ticketCode } of [...people, late]) {
      const { units, reason } = await checkTicket(context, shown.draw, ticketCode.toLowerCase());
      checks.push([units, reason]);
    }
    expect(checks).toEqual([
      [3, undefined],
      [0, 'no_weight'],
      [0, 'filter'],
      [0, 'not_checked_in'],
      [0, 'filter'],
      [0, 'joined_later'],
    ]);
    await expect(checkTicket(context, shown.draw, '0000000000')).rejects.toMatchObject({
      code: 'DRAW_TICKET_UNKNOWN',
    });
  });

  it('gives a weight as many chances, and one prize', async () => {
    const { event } = await answering([{ n: 40 }, { n: 1 }, { n: 300 }]);
    const shown = await drawAtOnce(context, event, { weight: 'n', count: 5, alternates: 0 });
    expect(shown.draw).toMatchObject({ people: 3, units: 341 });
    const { pool, winners } = await verified(context, shown);
    expect(pool).toHaveLength(341);
    expect(new Set(winners).size).toBe(3);
    expect(winners).toHaveLength(3);
  });

  it('is refused when it would be empty, when weights are boundless, and where draws are off', async () => {
    const { event } = await answering([{ n: 4_000_000 }, { n: 4_000_000 }]);
    const nobody = commit(context, event, { filters: [{ field: 'n', value: '5' }] });
    await expect(nobody).rejects.toMatchObject({
      code: 'DRAW_POOL_EMPTY',
      facts: { excluded: ['2 filter'] },
    });
    await expect(commit(context, event, { weight: 'n' })).rejects.toMatchObject({
      code: 'DRAW_POOL_TOO_LARGE',
    });
    const features = { ...event.features, prizeDrawingEnabled: false };
    await expect(commit(context, { ...event, features })).rejects.toMatchObject({
      code: 'DRAW_DISABLED',
    });
    // Nothing of what was refused is left.
    expect(await context.database.knex('draws').where({ event_id: event.id })).toEqual([]);
  });
});
