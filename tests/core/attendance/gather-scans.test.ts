import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createScanGatherer } from '../../../src/core/attendance/gather-scans.js';
import { readScan } from '../../../src/core/attendance/read-scan.js';
import { recordScans } from '../../../src/core/attendance/record-scans.js';
import type { Scan } from '../../../src/core/attendance/scan.js';
import type { ScanRequest } from '../../../src/core/attendance/schema.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { gate } from '../../support/gate.js';
import { registerPeople } from '../events/sample-event.js';
import { openVenue, requestAt, type Venue, verdictsOf } from './sample-scans.js';

describeEachEngine('scans that come at the same time', (engine) => {
  let context: TestContext;
  let venue: Venue;
  beforeAll(async () => {
    context = await openTestContext(engine);
    venue = await openVenue(context);
  });
  afterAll(async () => await context?.close());

  function scanOf(changes: Partial<ScanRequest>): Scan {
    const caller = { keyId: undefined, gateIds: [] };
    const options = { keys: [], scanId: context.ids.next(), caller, arrivedAt: 0 };
    return readScan(requestAt(venue, changes), options);
  }

  it('are recorded in few transactions, and each gets its own answer', async () => {
    const people = await registerPeople(context, venue.event, 40);
    const groups: number[] = [];
    const gatherer = createScanGatherer(context, async (...args) => {
      groups.push(args[2].length);
      return await recordScans(...args);
    });
    const answers = await Promise.all(
      [...people, ...people].map(
        async ({ id }) => await gatherer.submit(venue.event.id, [scanOf({ participantId: id })]),
      ),
    );
    await gatherer.close();
    const verdicts = answers.map((results) => verdictsOf(results)[0]);
    // Which of the two is first is open: groups go beside each other.
    const both = people.map((_, at) => [verdicts[at], verdicts[at + 40]].sort());
    expect(both).toEqual(people.map(() => ['accepted', 'duplicate']));
    expect(groups.reduce((sum, size) => sum + size, 0)).toBe(80);
    expect(groups.length).toBeLessThan(8);
  });

  it('go beside those under way when there are enough of them', async () => {
    // Whatever takes long is gone past; here nothing does.
    vi.spyOn(performance, 'now').mockReturnValue(0);
    const doors = gate<void>();
    const groups: number[] = [];
    const gatherer = createScanGatherer(context, async (_context, _eventId, scans) => {
      groups.push(scans.length);
      await doors.opened;
      return scans.map(({ scanId }) => ({ kind: 'revoked', scanId }));
    });
    const scans = Array.from({ length: 17 }, () => scanOf({}));
    const submit = async (scan: Scan) => await gatherer.submit(venue.event.id, [scan]);
    const first = scans.slice(1).map(submit);
    expect(groups).toEqual([1]);
    const last = submit(scans[0] as Scan);
    // The embedded database does one thing at a time.
    expect(groups).toEqual(engine === 'external' ? [1, 16] : [1]);
    doors.open();
    expect(await Promise.all([...first, last])).toHaveLength(17);
    await gatherer.close();
  });

  it('are recorded although one among them cannot be', async () => {
    const person = (await registerPeople(context, venue.event, 1))[0];
    const gatherer = createScanGatherer(context);
    const poisoned = {
      ...scanOf({}),
      deviceInfo: { name: '\0' },
      at: new Date('2030-12-01T03:00:00Z'),
    };
    const malformed = { ...scanOf({}), caller: { keyId: 'no uuid', gateIds: [] } };
    // The first goes alone; the others wait for it, and are one group.
    const ends = await Promise.allSettled([
      gatherer.submit(venue.event.id, [scanOf({ participantId: context.ids.next() })]),
      gatherer.submit(venue.event.id, [scanOf({ participantId: context.ids.next() })]),
      gatherer.submit(venue.event.id, [poisoned]),
      gatherer.submit(venue.event.id, [malformed]),
      gatherer.submit(venue.event.id, [scanOf({ participantId: person?.id as string })]),
    ]);
    expect(ends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    await gatherer.close();
  });

  it('are not torn apart, and a group that fails harms no other', async () => {
    const broken = venue.gates[1].id;
    const gatherer = createScanGatherer(context, async (ctx, eventId, scans) => {
      if (eventId === broken) throw new Error('the database is away');
      return await recordScans(ctx, eventId, scans);
    });
    const many = Array.from({ length: 300 }, () => scanOf({ participantId: context.ids.next() }));
    const [large, failed, small] = await Promise.allSettled([
      gatherer.submit(venue.event.id, many),
      gatherer.submit(broken, [scanOf({})]),
      gatherer.submit(venue.event.id, [scanOf({ participantId: context.ids.next() })]),
    ]);
    expect(large).toMatchObject({ status: 'fulfilled' });
    expect(failed).toMatchObject({ status: 'rejected' });
    expect(small).toMatchObject({ status: 'fulfilled' });
    expect(large.status === 'fulfilled' && large.value.length).toBe(300);
  });
});
