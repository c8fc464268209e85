import { afterAll, beforeAll, expect, it } from 'vitest';
import { addGate } from '../../../src/core/events/add-gate.js';
import { findGate } from '../../../src/core/events/find-gate.js';
import { listGates } from '../../../src/core/events/list-gates.js';
import type { Event } from '../../../src/core/events/schema.js';
import { updateGate } from '../../../src/core/events/update-gate.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from './sample-event.js';

describeEachEngine('the gates of an event', (engine) => {
  const clock = fixedClock('2026-11-20T12:00:00Z');
  let context: TestContext;
  let event: Event;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
    event = await makeEvent(context);
  });
  afterAll(async () => await context.close());

  it('are listed by code with what they were given', async () => {
    const { id } = await makeEvent(context);
    await addGate(context, id, { code: 'G2', name: ' 북문 ', capacityPerMinute: 20 });
    await addGate(context, id, { code: 'G1' });
    const { gates } = await listGates(context, id);
    expect(gates).toMatchObject([
      { code: 'G1', name: 'G1', active: true, eventId: id },
      { code: 'G2', name: '북문', capacityPerMinute: 20, active: true },
    ]);
  });

  it('have different codes, also when two are added at the same time', async () => {
    const attempts = await Promise.allSettled(
      [1, 2, 3].map(() => addGate(context, event.id, { code: 'ONE' })),
    );
    const refused = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(refused.map(({ reason }) => reason.code)).toEqual([
      'GATE_CODE_TAKEN',
      'GATE_CODE_TAKEN',
    ]);
  });

  it('may have the code of a gate of another event', async () => {
    const other = await makeEvent(context);
    await addGate(context, event.id, { code: 'SAME' });
    await addGate(context, other.id, { code: 'SAME' });
    expect((await findGate(context, other, 'same')).eventId).toBe(other.id);
  });

  it.each(['', 'a b', 'x'.repeat(21), '북문', 'G/1', 'G1\u001b[0m'])(
    'cannot have the code "%s"',
    async (code) => {
      await expect(addGate(context, event.id, { code })).rejects.toMatchObject({
        code: 'GATE_INVALID',
        exitCode: 2,
      });
    },
  );

  it('report every problem at once', async () => {
    const bad = { code: 'a b', name: ' ', capacityPerMinute: 0 };
    const failure = await addGate(context, event.id, bad).catch((error) => error);
    expect(failure.facts.problems).toHaveLength(3);
  });

  it('change in what is given and in nothing else', async () => {
    const { gate } = await addGate(context, event.id, { code: 'N', capacityPerMinute: 5 });
    clock.advance(1000);
    await updateGate(context, { event: event.slug, gate: 'n' }, { name: 'North' });
    await updateGate(context, { event: event.slug, gate: 'North' }, { active: false });
    expect(await findGate(context, event, 'N')).toEqual({
      ...gate,
      name: 'North',
      active: false,
      updatedAt: clock.now(),
    });
    const { gate: after } = await updateGate(
      context,
      { event: event.slug, gate: gate.id },
      { capacityPerMinute: null },
    );
    expect(after.capacityPerMinute).toBeUndefined();
  });

  it('are suggested when a name is nearly right', async () => {
    await addGate(context, event.id, { code: 'MAIN', name: 'Main hall' });
    await expect(findGate(context, event, 'Main hal')).rejects.toMatchObject({
      code: 'GATE_NOT_FOUND',
      exitCode: 4,
      facts: { suggestion: 'Main hall' },
    });
  });

  it('are ambiguous when two have the name that is asked for', async () => {
    await addGate(context, event.id, { code: 'E1', name: 'East' });
    await addGate(context, event.id, { code: 'E2', name: 'East' });
    await expect(findGate(context, event, 'east')).rejects.toMatchObject({
      code: 'GATE_AMBIGUOUS',
      facts: { candidates: ['E1', 'E2'] },
    });
  });
});
