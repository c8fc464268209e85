import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchEvents } from '../../src/core/attendance/alerts/watch-events.js';
import { fixedClock } from '../../src/core/runtime/clock.js';
import { followAll } from '../core/attendance/follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue } from '../core/attendance/sample-scans.js';
import { registerPeople } from '../core/events/sample-event.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

let place: TestPlace;
let venue: Venue;
beforeAll(async () => {
  place = await createPlace('embedded');
  const context = await openTestContext(place, { clock: fixedClock(minute(1)) });
  venue = await openVenue(context);
  const people = [venue.person, ...(await registerPeople(context, venue.event, 45))];
  await scan(
    context,
    venue.event,
    people.slice(0, 45).map(({ id }) => requestAt(venue, { participantId: id })),
  );
  await followAll(context);
  await watchEvents(context);
  await context.close();
});
afterAll(async () => await place?.remove());

const evm = async (...argv: string[]) => await runInProcess(argv, { env: place.env });

interface Shown {
  statistics: { overall: object; gates: object[]; hours: object[] };
  forecast: { kind: string };
}

describe('evm stats', () => {
  it('shows who came, the gates, the hours and what is to be expected', async () => {
    const { slug } = venue.event;
    const { statistics, forecast } = (await evm('stats', slug, '--json')).json() as Shown;
    expect(statistics.overall).toMatchObject({
      totalParticipants: 46,
      attendedParticipants: 45,
      attendanceRate: 97.8,
    });
    expect(statistics.gates).toMatchObject([{ code: 'G1', totalProcessed: 45 }, { code: 'G2' }]);
    expect(statistics.hours).toMatchObject([{ date: '2030-12-01', hour: 9, count: 45 }]);
    expect(forecast.kind).toBe('forecast');
    const { stdout } = await evm('stats', slug);
    expect(stdout).toContain('45 of 46 came (97.8 %) · 45 inside');
    expect(stdout).toMatch(/G1 .* 45 /);
    expect(stdout).toContain('2030-12-01 09:00');
    expect(stdout).toMatch(/forecast: \d+ will have come, \d+ to \d+ four times out of five/);
  });

  it('follows the numbers as JSON lines until it is interrupted', async () => {
    const signals = new EventEmitter();
    const stdout = new PassThrough();
    let shown = '';
    stdout.on('data', (chunk) => {
      shown += String(chunk);
      signals.emit('SIGINT');
    });
    const { slug } = venue.event;
    const { exitCode } = await runInProcess(['stats', slug, '--watch', '--json'], {
      env: place.env,
      signals,
      stdout,
    });
    expect(exitCode).toBe(130);
    const [first] = shown.trim().split('\n');
    expect(JSON.parse(first as string)).toMatchObject({ event: { slug } });
  });

  it('rebuilds the numbers from the records', async () => {
    const { stdout } = await evm('stats', 'rebuild', venue.event.slug);
    expect(stdout).toContain('45 records of 45 participants, 45 inside');
  });

  it('knows no other event', async () => {
    expect((await evm('stats', 'nothing')).exitCode).toBe(4);
  });
});

describe('evm alert', () => {
  it('lists what stands, and notes who looks after it', async () => {
    const { slug } = venue.event;
    const { alerts } = (await evm('alert', 'list', '--event', slug, '--json')).json() as {
      alerts: { id: string }[];
    };
    expect(alerts).toMatchObject([
      { type: 'gate_overload', gate: 'G1', value: 90, limit: 80, unit: '%', state: 'standing' },
    ]);
    const id = alerts[0]?.id as string;
    expect((await evm('alert', 'ack', id, '--event', slug)).stdout).toContain('acknowledged');
    expect((await evm('alert', 'list', '--event', slug)).stdout).toMatch(
      /gate_overload +G1 +90 % +80 % +acknowledged/,
    );
    expect((await evm('alert', 'ack', 'ffff', '--event', slug)).exitCode).toBe(4);
  });
});

describe('evm db maintain', () => {
  it('says what it made', async () => {
    const { maintenance } = (await evm('db', 'maintain', '--json')).json() as {
      maintenance: { partitions: string[] };
    };
    expect(maintenance.partitions.length).toBeGreaterThanOrEqual(4);
    const again = await evm('db', 'maintain');
    expect(again.stdout).toContain('current_stats refreshed');
    expect(again.stdout).not.toContain('made');
  });
});
