import { beforeEach, expect, it } from 'vitest';
import { importScans } from '../../../src/core/attendance/import-scans.js';
import { readLiveEvents } from '../../../src/core/attendance/read-live.js';
import { rebuildStatistics } from '../../../src/core/attendance/statistics/rebuild-statistics.js';
import { createBufferFileSource } from '../../../src/core/imports/adapters/buffer-file-source.js';
import { workOff } from '../../../src/workers/main.js';
import {
  minute,
  openVenue,
  requestAt,
  scan,
  type Venue,
} from '../../core/attendance/sample-scans.js';
import { registerPeople } from '../../core/events/sample-event.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { follow, type LiveConnection } from './live-connection.js';
import { call, makeKey, type RunningService } from './running-service.js';
import { serveAll } from './serve-all.js';

const scopes = ['attendance:write', 'attendance:read'] as const;

describeEachEngine('live views', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let key: string;
  let live: LiveConnection;
  serveAll(engine, (served) => {
    ({ context, service } = served);
  });
  beforeEach(async () => {
    venue = await openVenue(context);
    ({ key } = await makeKey(context, venue.event, { scopes }));
    live = await follow(service, { key, eventId: venue.event.id });
  });

  const toldOf = async (wanted: string) =>
    (await readLiveEvents(context, { eventId: venue.event.id, after: 0, limit: 1_000 })).filter(
      ({ type }) => type === wanted,
    );
  const batch = async (body: object[]) =>
    await call(service, '/api/v1/attendance/batch', { key, body });
  const followUp = async () =>
    await workOff(context, { only: ['attendance'], signal: new AbortController().signal });

  it('are told the numbers once they are counted, in no more messages than scans, and after a rebuild', async () => {
    const people = await registerPeople(context, venue.event, 30);
    for (const { id } of people) {
      await scan(context, venue.event, [requestAt(venue, { participantId: id })]);
    }
    await followUp();
    const told = await live.until(({ attendedParticipants }) => attendedParticipants === 30);
    expect(told).toMatchObject({ type: 'stats_updated', inside: 30, records: 30 });
    const { body } = await call(service, `/api/v1/events/${venue.event.id}/stats`, { key });
    expect(body.version).toBe(told.version);
    // Fewer where some were counted together, which depends on who was quicker.
    expect((await toldOf('stats_updated')).length).toBeLessThanOrEqual(people.length);
    await rebuildStatistics(context, venue.event);
    const again = await live.until(({ version }) => Number(version) > Number(told.version));
    expect(again).toMatchObject({ type: 'stats_updated', inside: 30, records: 30 });
    live.socket.terminate();
  });

  it('are told of scans of a batch that do not agree with the record, once each', async () => {
    await scan(context, venue.event, [requestAt(venue, { scanId: 'desk', direction: 'in' })]);
    const late = requestAt(venue, { scanId: 'late', timestamp: minute(2) });
    const inside = { gateId: venue.gates[1].id, direction: 'in', timestamp: minute(9) } as const;
    const items = [late, requestAt(venue, { ...inside, scanId: 'inside' })];
    expect((await batch(items)).status).toBe(200);
    await followUp();
    const told = await live.until(({ type }) => type === 'sync_conflict');
    expect(told).toMatchObject({
      conflictId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      details: {
        scanId: 'late',
        verdict: 'duplicate',
        participantId: venue.person.id,
        gateId: venue.gates[0].id,
        timestamp: minute(2),
        facts: { passedAt: minute(0) },
      },
    });
    expect(JSON.stringify(live.messages)).not.toContain(venue.person.name);
    await batch([...items, requestAt(venue, { scanId: 'fine', timestamp: minute(20) })]);
    await batch([requestAt(venue, { scanId: 'last', timestamp: minute(21) })]);
    await followUp();
    await live.until(({ details }) => (details as { scanId?: string })?.scanId === 'last');
    const conflicts = (await toldOf('sync_conflict')).map(({ data }) => data);
    expect(conflicts).toMatchObject(
      ['late', 'inside', 'last'].map((scanId) => ({ details: { scanId } })),
    );
    live.socket.terminate();
  });

  it('are told of scans of a file that do not agree with the record', async () => {
    const row = ['#001', 'G1', minute(0)].join(',');
    const rows = ['participant,gate,timestamp', row, row.replace(minute(0), minute(1))];
    const source = createBufferFileSource('scans.csv', Buffer.from(rows.join('\n')));
    await importScans(context, venue.event, source);
    await followUp();
    const told = await live.until(({ type }) => type === 'sync_conflict');
    expect(told.details).toMatchObject({ verdict: 'duplicate', timestamp: minute(1) });
    live.socket.terminate();
  });
});
