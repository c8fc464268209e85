import { afterAll, beforeAll, expect, it } from 'vitest';
import { redraw } from '../../../src/core/draws/redraw.js';
import { runDraw } from '../../../src/core/draws/run-draw.js';
import { confirmDraw, voidDraw } from '../../../src/core/draws/settle-draw.js';
import { listDraws, showDraw, transcriptOf } from '../../../src/core/draws/show-draw.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { factsOf, makeEvent, registerPeople } from '../events/sample-event.js';
import { commit, drawAtOnce, run, verified, verifyIndependently } from './sample-draw.js';

describeEachEngine('a draw', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context?.close());

  async function eventOf(count: number) {
    const event = await makeEvent(context);
    const people = await registerPeople(context, event, count);
    return { event, people };
  }

  it('is what anybody computes from its transcript, with and without entropy', async () => {
    const { event } = await eventOf(9);
    const announced = await commit(context, event, { count: 3, entropySource: 'dice on stage' });
    const drawn = await run(context, announced.draw.id, '6 2 5');
    const transcript = await verified(context, drawn);
    expect(transcript).toMatchObject({ entropy: '6 2 5', publiclyUnpredictable: true });
    expect([transcript.winners.length, transcript.alternates.length]).toEqual([3, 3]);
    const plain = await drawAtOnce(context, event, { count: 2, alternates: 4 });
    expect(await verified(context, plain)).toMatchObject({
      entropy: '',
      publiclyUnpredictable: false,
    });
    // The other verifier can say no.
    const other = { ...transcript, winners: [...transcript.winners].reverse() };
    expect(verifyIndependently(other)).toBe('invalid: winners');
    expect(verifyIndependently({ ...transcript, pool: transcript.pool.slice(1) })).toContain(
      'poolHash',
    );
  });

  it('holds its secret back, encrypted, until it is drawn', async () => {
    const { event } = await eventOf(3);
    const { draw } = await commit(context, event, { entropySource: 'a beacon' });
    const { knex } = context.database;
    const before = await knex('draws').where({ id: draw.id }).first();
    expect(before).toMatchObject({ secret: null, seed: null });
    await run(context, draw.id, 'b1');
    const after = await knex('draws').where({ id: draw.id }).first();
    expect(after.secret_encrypted).toBeNull();
    expect(Buffer.from(before.secret_encrypted).includes(after.secret)).toBe(false);
  });

  it('waits for the entropy that was announced, and takes none that was not', async () => {
    const { event } = await eventOf(3);
    const { draw } = await commit(context, event, { entropySource: 'beacon round 7' });
    await expect(runDraw(context, draw, undefined)).rejects.toMatchObject({
      code: 'DRAW_ENTROPY_NEEDED',
      facts: { source: 'beacon round 7' },
    });
    const silent = await commit(context, event);
    await expect(runDraw(context, silent.draw, '1')).rejects.toMatchObject({
      code: 'DRAW_ENTROPY_REFUSED',
    });
    expect((await showDraw(context, draw.id)).drawn).toEqual([]);
  });

  it('has one result when two operators run it at once, and the same ever after', async () => {
    const { event } = await eventOf(20);
    const { draw } = await commit(context, event, { count: 4, entropySource: 'dice' });
    // The embedded database belongs to one process, and so to one context.
    const other = engine === 'external' ? await openTestContext(context.place) : context;
    const runs = await Promise.all(
      [context, other, context, other].map(
        async (one, index) => await runDraw(one, draw, `${index}`),
      ),
    );
    if (other !== context) await other.close();
    expect(runs.filter(({ isFirst }) => isFirst)).toHaveLength(1);
    const shown = await showDraw(context, draw.id);
    expect(shown.document.winners).toHaveLength(4);
    expect(await run(context, draw.id, 'something else')).toEqual(shown);
    expect(shown.log.map(({ act }) => act)).toEqual(['committed', 'drawn']);
  });

  it('leaves out who won before, unless that draw is void', async () => {
    const { event } = await eventOf(3);
    const next = { excludePreviousWinners: true, alternates: 0 };
    const first = await drawAtOnce(context, event, next);
    const second = await drawAtOnce(context, event, next);
    expect(second.draw).toMatchObject({ people: 2, excluded: { previous_winner: 1 } });
    await voidDraw(context, first.draw, 'the wrong prize');
    const third = await drawAtOnce(context, event, next);
    expect(third.draw).toMatchObject({ people: 2, excluded: { previous_winner: 1 } });
    const winners = [second, third].map(({ drawn }) => drawn[0]?.participantId);
    expect(new Set(winners).size).toBe(2);
    const fourth = await drawAtOnce(context, event, { ...next, excludePreviousWinners: false });
    expect(fourth.draw.people).toBe(3);
  });

  it('has one winner each when several draws without previous winners run at once', async () => {
    const { event } = await eventOf(4);
    const draws = await Promise.all(
      [1, 2, 3, 4].map(
        async () =>
          await drawAtOnce(context, event, { excludePreviousWinners: true, alternates: 0 }),
      ),
    );
    expect(new Set(draws.map(({ drawn }) => drawn[0]?.participantId)).size).toBe(4);
  });

  it('hides nothing when it is void, and can be void from every state', async () => {
    const { event } = await eventOf(3);
    const committed = await commit(context, event);
    const drawn = await drawAtOnce(context, event);
    const confirmed = await drawAtOnce(context, event);
    await confirmDraw(context, confirmed.draw, undefined);
    for (const { draw } of [committed, drawn, confirmed]) {
      expect(await voidDraw(context, draw, 'a fire alarm')).toEqual({ isRepeated: false });
      expect(await voidDraw(context, draw, 'another reason')).toEqual({ isRepeated: true });
    }
    const { draws } = await listDraws(context, event.slug);
    expect(
      draws.map(({ status, voidReason, winners }) => [status, voidReason, winners.length]),
    ).toEqual([
      ['voided', 'a fire alarm', 0],
      ['voided', 'a fire alarm', 1],
      ['voided', 'a fire alarm', 1],
    ]);
    const shown = await showDraw(context, confirmed.draw.id);
    expect(await verified(context, shown)).toMatchObject({ voided: 'a fire alarm' });
    expect(shown.log.map(({ act, reason }) => [act, reason])).toEqual([
      ['committed', null],
      ['drawn', null],
      ['confirmed', null],
      ['voided', 'a fire alarm'],
    ]);
    await expect(runDraw(context, committed.draw, undefined)).rejects.toMatchObject({
      code: 'DRAW_STATE',
    });
    await expect(confirmDraw(context, drawn.draw, undefined)).rejects.toMatchObject({
      code: 'DRAW_STATE',
    });
  });

  it('gives the prize of an absent winner to the next alternate, until none is left', async () => {
    const { event } = await eventOf(6);
    const shown = await drawAtOnce(context, event, { count: 2, alternates: 2 });
    const places = shown.drawn.map(({ participantId }) => participantId ?? undefined);
    const [first, second, third] = places;
    const tell = async (participantId: string | undefined) =>
      await redraw(context, shown.draw, {
        who: participantId === undefined ? undefined : { participantId },
        reason: undefined,
      });
    await expect(tell(undefined)).rejects.toMatchObject({ code: 'DRAW_WHO_IS_ABSENT' });
    // The same absence, told by two at once, moves up one alternate.
    const told = await Promise.all([tell(first), tell(first)]);
    expect(told.map(({ isRepeated }) => isRepeated).sort()).toEqual([false, true]);
    expect(await tell(third)).toMatchObject({ absent: 3, alternate: 4 });
    await expect(tell(first)).resolves.toMatchObject({ isRepeated: true });
    // Whoever is erased is named by their place.
    await expect(
      redraw(context, shown.draw, { who: { place: 1 }, reason: undefined }),
    ).resolves.toMatchObject({ absent: 1, isRepeated: true });
    await expect(tell(second)).rejects.toMatchObject({
      code: 'DRAW_NO_ALTERNATE_LEFT',
      facts: { alternates: 2 },
    });
    const after = await showDraw(context, shown.draw.id);
    // Who moved up stands where the absent winner stood.
    expect(after.document.winners.map(({ place }) => place)).toEqual([4, 2]);
    expect(after.document.absent.map(({ place }) => place)).toEqual([1, 3]);
    const transcript = await verified(context, after);
    expect(transcript.winners).toEqual((await verified(context, shown)).winners);
    expect(transcript.replaced).toMatchObject([
      { absent: transcript.winners[0], by: transcript.alternates[0] },
      { absent: transcript.alternates[0], by: transcript.alternates[1] },
    ]);
    // Who was absent has won nothing.
    const next = await commit(context, event, { excludePreviousWinners: true });
    expect(next.draw.excluded).toEqual({ previous_winner: 2 });
    await confirmDraw(context, shown.draw, 'all there');
    await expect(tell(second)).rejects.toMatchObject({ code: 'DRAW_STATE' });
  });

  it('tells the only winner from nobody else, once', async () => {
    const { event } = await eventOf(4);
    const shown = await drawAtOnce(context, event, { alternates: 3 });
    const nobody = { who: undefined, reason: 'not in the hall' };
    expect(await redraw(context, shown.draw, nobody)).toMatchObject({ absent: 1, alternate: 2 });
    await expect(redraw(context, shown.draw, nobody)).rejects.toMatchObject({
      code: 'DRAW_WHO_IS_ABSENT',
    });
    expect(await factsOf(context, event.id)).toMatchObject([
      ...Array.from({ length: 5 }, () => ({})),
      { type: 'draw.committed' },
      { type: 'draw.drawn' },
      { type: 'draw.redrawn', data: { absent: 1, alternate: 2 } },
    ]);
  });

  it('names fewer winners than prizes when there are fewer people', async () => {
    const { event } = await eventOf(2);
    const shown = await drawAtOnce(context, event, { count: 5 });
    expect(shown.document.winners).toHaveLength(2);
    const { winners, alternates } = await verified(context, shown);
    expect([winners.length, alternates.length]).toEqual([2, 0]);
    expect((await transcriptOf(context, shown)).pool).toHaveLength(2);
  });
});
