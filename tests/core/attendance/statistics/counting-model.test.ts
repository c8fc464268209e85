import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { annulScan } from '../../../../src/core/attendance/annul-scan.js';
import { rebuildStatistics } from '../../../../src/core/attendance/statistics/rebuild-statistics.js';
import {
  describeEachEngine,
  openTestContext,
  type TestContext,
} from '../../../support/database.js';
import { registerPeople } from '../../events/sample-event.js';
import { countedNumbers, followOne, waitingWork } from '../follow-work.js';
import { minute, openVenue, scan, type Venue, verdictsOf } from '../sample-scans.js';

type Step =
  | { act: 'scan'; scans: readonly PlannedScan[] }
  | { act: 'undo'; which: number }
  /** Does a row of work, and lets it take along those whose numbers are given. */
  | { act: 'count'; which: number; along: readonly number[] }
  | { act: 'rebuild' };

interface PlannedScan {
  person: number;
  gate: number;
  at: number;
  method: 'ble_auto' | 'qr_scan' | 'manual';
  direction: 'in' | 'out' | undefined;
}

const plannedScan = fc.record({
  person: fc.nat(2),
  gate: fc.nat(1),
  // Around a full hour, so that both hours and the five minutes are met.
  at: fc.integer({ min: 45 * 3, max: 75 * 3 }).map((thirds) => thirds / 3),
  method: fc.constantFrom('ble_auto' as const, 'qr_scan' as const, 'manual' as const),
  direction: fc.constantFrom(undefined, undefined, 'in' as const, 'out' as const),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(plannedScan, { minLength: 1, maxLength: 4 })
      .map((scans) => ({ act: 'scan' as const, scans })),
  },
  { weight: 3, arbitrary: fc.nat(20).map((which) => ({ act: 'undo' as const, which })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(20), fc.array(fc.nat(20), { maxLength: 4 }))
      .map(([which, along]) => ({ act: 'count' as const, which, along })),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'rebuild' as const }) },
);

describeEachEngine('numbers that are counted along', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context?.close());

  it('are those that the records give, whatever was scanned and undone, in any grouping and order of counting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (steps) => {
        const venue = await openVenue(context);
        const people = [venue.person, ...(await registerPeople(context, venue.event, 2))];
        await follow(context, { venue, people: people.map(({ id }) => id), steps });
        const counted = await countedNumbers(context, venue.event);
        await rebuildStatistics(context, venue.event);
        expect(counted).toEqual(await countedNumbers(context, venue.event));
        const arrivals = counted.minutes.reduce((sum, row) => sum + row.arrivals, 0);
        expect(counted.totals.attended).toBe(arrivals);
      }),
      { numRuns: engine === 'external' ? 50 : 12 },
    );
  });
});

async function follow(
  context: TestContext,
  { venue, people, steps }: { venue: Venue; people: readonly string[]; steps: readonly Step[] },
): Promise<void> {
  const accepted: string[] = [];
  for (const current of steps) {
    if (current.act === 'scan') {
      const requests = current.scans.map(({ person, gate, at, method, direction }) => ({
        participantId: people[person] as string,
        gateId: venue.gates[gate]?.id as string,
        timestamp: minute(at),
        method,
        scanId: context.ids.next(),
        ...(direction && { direction }),
      }));
      const verdicts = verdictsOf(await scan(context, venue.event, requests));
      accepted.push(
        ...requests.map(({ scanId }) => scanId).filter((_, at) => verdicts[at] === 'accepted'),
      );
    } else if (current.act === 'undo' && accepted.length > 0) {
      const scanId = accepted[current.which % accepted.length] as string;
      await annulScan(context, { eventId: venue.event.id, scanId });
    } else if (current.act === 'count') {
      await countSome(context, venue, current);
    } else if (current.act === 'rebuild') {
      await rebuildStatistics(context, venue.event);
    }
  }
  // Backwards: what was undone may be counted before what was done.
  for (const id of (await waitingWork(context, venue.event, 'statistics')).reverse()) {
    await followOne(context, id);
  }
}

async function countSome(
  context: TestContext,
  { event }: Venue,
  { which, along }: { which: number; along: readonly number[] },
): Promise<void> {
  const waiting = await waitingWork(context, event, 'statistics');
  const first = waiting[which % waiting.length];
  if (first === undefined) return;
  const together = along.flatMap((index) => waiting[index % waiting.length] ?? []);
  await followOne(context, first, together);
}
