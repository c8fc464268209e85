import { expect, it } from 'vitest';
import { addGate } from '../../src/core/events/add-gate.js';
import { makeEvent } from '../core/events/sample-event.js';
import { join } from '../core/participants/sample-participant.js';
import { type CrashScenario, crashEverywhere } from '../support/crash-points.js';
import {
  createPlace,
  describeEachEngine,
  type Engine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { findAttendanceViolations } from './find-attendance-violations.js';

interface World {
  place: TestPlace;
  eventId: string;
}

describeEachEngine('a check-in', (engine) => {
  it('is whole or not there wherever the process was killed, and the next one makes it so', async () => {
    const tried = await crashEverywhere(scenario(engine), {
      thrifty: true,
      only: (name) => /WITH given|attendance|COMMIT/.test(name),
    });
    const names = tried.map(({ name }) => name).join('\n');
    // The one statement that writes everything.
    expect(names).toContain('timestamptz AS');
    process.stderr.write(`[faults] check-in, ${engine}: ${tried.length} kills\n`);
  });
});

function scenario(engine: Engine): CrashScenario<World> {
  return {
    async prepare() {
      const place = await createPlace(engine);
      const context = await openTestContext(place);
      const startsAt = new Date(Date.now() - 3_600_000).toISOString();
      const event = await makeEvent(context, { slug: 'crash-day', startsAt });
      await addGate(context, event.slug, { code: 'G1' });
      await join(context, event);
      await context.close();
      return { place, eventId: event.id };
    },
    attempt: async ({ place }, env) => await checkIn(place, env),
    async recover({ place }) {
      // Accepted now, or a duplicate of what was accepted before the end.
      expect([0, 5]).toContain((await checkIn(place, {})).exitCode);
    },
    async check({ place, eventId }) {
      const context = await openTestContext(place);
      try {
        expect(await findAttendanceViolations(context.database.knex, eventId)).toEqual([]);
        const records = await context.database
          .knex('attendance_records')
          .where({ event_id: eventId });
        expect(records).toHaveLength(1);
      } finally {
        await context.close();
      }
    },
    dispose: async ({ place }) => await place.remove(),
  };
}

async function checkIn(place: TestPlace, env: Record<string, string>) {
  const args = ['checkin', '#001', '--event', 'crash-day', '--gate', 'G1'];
  return await runEvm(args, { place, env });
}
