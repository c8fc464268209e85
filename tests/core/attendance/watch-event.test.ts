import { expect, it, onTestFinished } from 'vitest';
import { openStatistics } from '../../../src/core/attendance/statistics/open-statistics.js';
import { staleMs, watchEvent } from '../../../src/core/attendance/watch-event.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext } from '../../support/database.js';
import { gate } from '../../support/gate.js';
import { followAll } from './follow-work.js';
import { minute, openVenue, requestAt, scan } from './sample-scans.js';

describeEachEngine('the view of an event that is watched', (engine) => {
  it('comes again when scans or numbers have changed, and without only when it is stale', async () => {
    const clock = fixedClock(minute(1));
    const context = await openTestContext(engine, { clock });
    onTestFinished(context.close);
    const { event, ...venue } = await openVenue(context);
    const statistics = await openStatistics(context);
    onTestFinished(statistics.close);
    const aborter = new AbortController();
    let looks = 0;
    let looked = gate<void>();
    const desk = {
      ...statistics,
      read: async (eventId: string) => {
        looks += 1;
        if (looks === 3) looked.open();
        return await statistics.read(eventId);
      },
    };
    const views = watchEvent(context, desk, { event, signal: aborter.signal, everyMs: 1 });
    const look = async () => (await views.next()).value;
    expect(await look()).toMatchObject({ event: { slug: event.slug }, lastScans: [] });

    const scanned = look();
    await scan(context, event, [requestAt({ event, ...venue })]);
    const before = await scanned;
    expect(before).toMatchObject({
      statistics: { overall: { attendedParticipants: 0 } },
      lastScans: [{ verdict: 'accepted', name: venue.person.name }],
    });
    const counted = look();
    await followAll(context);
    const after = await counted;
    expect(after.statistics).toMatchObject({ overall: { attendedParticipants: 1 } });
    expect(after.statistics.version).toBeGreaterThan(before.statistics.version);

    const unchanged = look();
    [looks, looked] = [0, gate<void>()];
    await looked.opened;
    clock.advance(staleMs);
    expect(Date.parse((await unchanged).at)).toBe(Date.parse(after.at) + staleMs);

    const waiting = look();
    aborter.abort();
    await expect(waiting).rejects.toThrow();
  });
});
