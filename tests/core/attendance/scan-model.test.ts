import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { annulScan } from '../../../src/core/attendance/annul-scan.js';
import type { ScanRequest } from '../../../src/core/attendance/schema.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { registerPeople } from '../events/sample-event.js';
import { minute, openVenue, scan, type Venue, verdictsOf } from './sample-scans.js';

/** What people do, in numbers: the person, the gate, the minute. */
type Step =
  | { act: 'scan'; scans: readonly PlannedScan[] }
  | { act: 'repeat' | 'undo'; which: number };

interface PlannedScan {
  person: number;
  gate: number;
  at: number;
  direction: 'in' | 'out' | undefined;
}

const plannedScan = fc.record({
  person: fc.nat(2),
  gate: fc.nat(1),
  // In thirds of a minute around the start of the window, so that its edge and the five minutes are met.
  at: fc.integer({ min: -62 * 3, max: -40 * 3 }).map((thirds) => thirds / 3),
  direction: fc.constantFrom(undefined, undefined, 'in' as const, 'out' as const),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(plannedScan, { minLength: 1, maxLength: 4 })
      .map((scans) => ({ act: 'scan' as const, scans })),
  },
  { weight: 1, arbitrary: fc.nat(40).map((which) => ({ act: 'repeat' as const, which })) },
  { weight: 2, arbitrary: fc.nat(40).map((which) => ({ act: 'undo' as const, which })) },
);

describeEachEngine('scans of a few people in any order', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context?.close());

  it('have the verdicts and the end that a list of passages tells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const venue = await openVenue(context);
        const people = [venue.person, ...(await registerPeople(context, venue.event, 2))];
        await follow(context, { venue, people: people.map(({ id }) => id), steps });
      }),
      { numRuns: engine === 'external' ? 60 : 15 },
    );
  });
});

/** An accepted scan, as the model remembers it. */
interface Passage extends PlannedScan {
  scanId: string;
  isUndone: boolean;
}

async function follow(
  context: TestContext,
  { venue, people, steps }: { venue: Venue; people: readonly string[]; steps: readonly Step[] },
): Promise<void> {
  const passages: Passage[] = [];
  const answered: { request: ScanRequest; verdict: string }[] = [];

  function expected(planned: PlannedScan, scanId: string): string {
    const own = passages.filter(({ person, isUndone }) => person === planned.person && !isUndone);
    const isInside = (own.at(-1)?.direction ?? 'in') === 'in' && own.length > 0;
    if (planned.at < -60) return 'outside_window';
    const isNear = own.some(
      ({ gate, at }) => gate === planned.gate && Math.abs(at - planned.at) < 5,
    );
    if (isNear) return 'duplicate';
    if (planned.direction === 'in' && isInside) return 'already_inside';
    if (planned.direction === 'out' && !isInside) return 'not_inside';
    passages.push({ ...planned, scanId, isUndone: false });
    return 'accepted';
  }

  for (const current of steps) {
    if (current.act === 'scan') {
      const requests = current.scans.map((planned) => requestOf(planned));
      const verdicts = current.scans.map((planned, at) =>
        expected(planned, requests[at]?.scanId as string),
      );
      expect(verdictsOf(await scan(context, venue.event, requests))).toEqual(verdicts);
      requests.forEach((request, at) => {
        answered.push({ request, verdict: verdicts[at] as string });
      });
    } else if (answered.length > 0) {
      const { request, verdict } = answered[
        current.which % answered.length
      ] as (typeof answered)[0];
      const scanId = request.scanId as string;
      if (current.act === 'repeat') {
        expect(verdictsOf(await scan(context, venue.event, [request]))).toEqual([verdict]);
        continue;
      }
      const passage = passages.find((known) => known.scanId === scanId);
      const undo = annulScan(context, { eventId: venue.event.id, scanId });
      if (!passage) await expect(undo).rejects.toMatchObject({ code: 'SCAN_NOT_ACCEPTED' });
      else expect((await undo).isRepeated).toBe(passage.isUndone);
      if (passage) passage.isUndone = true;
    }
  }
  await expectSame(context, { venue, people, passages });

  function requestOf({ person, gate, at, direction }: PlannedScan): ScanRequest {
    return {
      participantId: people[person] as string,
      gateId: venue.gates[gate]?.id as string,
      timestamp: minute(at),
      method: 'qr_scan',
      scanId: context.ids.next(),
      ...(direction && { direction }),
    };
  }
}

/** The record says of everybody what the model says. */
async function expectSame(
  context: TestContext,
  world: { venue: Venue; people: readonly string[]; passages: readonly Passage[] },
): Promise<void> {
  const { knex } = context.database;
  const records = await knex('attendance_records')
    .where({ event_id: world.venue.event.id, status: 'confirmed' })
    .pluck('scan_id');
  const standing = world.passages.filter(({ isUndone }) => !isUndone);
  expect(records.sort()).toEqual(standing.map(({ scanId }) => scanId).sort());
  for (const [person, id] of world.people.entries()) {
    const own = standing.filter((passage) => passage.person === person);
    const row = await knex('checkins')
      .where({ participant_id: id })
      .first('status', 'inside', 'version');
    const undone = world.passages.filter(
      (passage) => passage.person === person && passage.isUndone,
    );
    expect(row ?? { status: 'not_checked_in', inside: false, version: 0 }).toEqual({
      status: own.length > 0 ? 'checked_in' : 'not_checked_in',
      inside: own.length > 0 && own.at(-1)?.direction !== 'out',
      version: own.length + 2 * undone.length,
    });
  }
}
