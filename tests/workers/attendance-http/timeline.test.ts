import { describe, expect, it } from 'vitest';
import { followAll } from '../../core/attendance/follow-work.js';
import {
  minute,
  openVenue,
  requestAt,
  scan,
  type Venue,
} from '../../core/attendance/sample-scans.js';
import { registerPeople } from '../../core/events/sample-event.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { call, makeKey, type RunningService } from './running-service.js';
import { serveAll } from './serve-all.js';

describeEachEngine('the timeline of an event', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let key: string;
  serveAll(engine, async (served) => {
    ({ context, service } = served);
    venue = await openVenue(context);
    ({ key } = await makeKey(context, venue.event, { scopes: ['attendance:read'] }));
    const [first, second] = venue.gates;
    const [ann, ben, cho, dee] = await registerPeople(context, venue.event, 4);
    const passages = [
      [ann, first, 1],
      [ben, first, 3],
      [cho, first, 7],
      // Somebody who is there already: one more who passes, and nobody who arrives.
      [ann, second, 20],
      [dee, second, 62],
    ] as const;
    const requests = passages.map(([person, gate, at]) =>
      requestAt(venue, { participantId: person?.id, gateId: gate.id, timestamp: minute(at) }),
    );
    await scan(context, venue.event, requests);
    await followAll(context);
  });

  const ask = async (query: Record<string, string> | [string, string][]) =>
    await call(
      service,
      `/api/v1/events/${venue.event.slug}/timeline?${new URLSearchParams(query)}`,
      { key },
    );
  /** The points as `minute of the event: passed/arrived`. */
  async function pointsOf(query: Record<string, string>): Promise<string[]> {
    const { status, body, text } = await ask(query);
    expect(status, text).toBe(200);
    expect(body.eventId).toBe(venue.event.id);
    return body.timeline.map(
      ({ at, count, arrivals }: { at: string; count: number; arrivals: number }) =>
        `${(Date.parse(at) - Date.parse(minute(0))) / 60_000}: ${count}/${arrivals}`,
    );
  }
  /** In the time of the event, which is not that of the machine. */
  const at = (time: string) => `2030-12-01T${time}:00+09:00`;

  it('has a point for each quarter of an hour in which somebody passed', async () => {
    expect(await pointsOf({})).toEqual(['0: 3/3', '15: 1/0', '60: 1/1']);
    expect((await ask({})).body).toMatchObject({
      bucketMinutes: 15,
      timeline: [{ at: minute(0) }, { at: minute(15) }, { at: minute(60) }],
    });
  });

  it.each([
    ['1', ['1: 1/1', '3: 1/1', '7: 1/1', '20: 1/0', '62: 1/1']],
    ['5', ['0: 2/2', '5: 1/1', '20: 1/0', '60: 1/1']],
    ['60', ['0: 4/3', '60: 1/1']],
    // The day of the event began nine hours before.
    ['1440', ['-540: 5/4']],
  ])('has points as wide as bucketMinutes says: %s', async (bucketMinutes, points) => {
    expect(await pointsOf({ bucketMinutes })).toEqual(points);
    expect((await ask({ bucketMinutes })).body.bucketMinutes).toBe(Number(bucketMinutes));
  });

  it('begins with the minute of from, and ends before that of until', async () => {
    const bucketMinutes = '1';
    const from = at('09:03');
    expect(await pointsOf({ bucketMinutes, from })).toEqual([
      '3: 1/1',
      '7: 1/1',
      '20: 1/0',
      '62: 1/1',
    ]);
    expect(await pointsOf({ bucketMinutes, until: at('09:07') })).toEqual(['1: 1/1', '3: 1/1']);
    expect(await pointsOf({ bucketMinutes, from, until: at('09:20') })).toEqual([
      '3: 1/1',
      '7: 1/1',
    ]);
    const utc = { from: '2030-12-01T00:03:00Z', until: '2030-12-01T00:07:00.000Z' };
    expect(await pointsOf({ bucketMinutes, ...utc })).toEqual(['3: 1/1']);
    expect(await pointsOf({ from: at('09:20'), until: at('09:03') })).toEqual([]);
  });

  it('takes any time that there is', async () => {
    const ever = { from: '0001-01-01T00:00:00Z', until: '9999-12-31T23:59:59Z' };
    expect(await pointsOf({ ...ever, bucketMinutes: '60' })).toEqual(['0: 4/3', '60: 1/1']);
    expect(await pointsOf({ from: '0000-01-01T00:00:00+23:59', until: ever.from })).toEqual([]);
  });

  it('is that of one gate with gateId, and empty for one of another event', async () => {
    const [first, second] = venue.gates;
    expect(await pointsOf({ gateId: first.id })).toEqual(['0: 3/3']);
    expect(await pointsOf({ gateId: second.id, from: at('09:30') })).toEqual(['60: 1/1']);
    expect(await pointsOf({ gateId: second.id.toUpperCase() })).toEqual(['15: 1/0', '60: 1/1']);
    const other = await openVenue(context);
    expect(await pointsOf({ gateId: other.gates[0].id })).toEqual([]);
  });

  describe('is refused, with the name of the field, for', () => {
    it.each([
      ['gateId', 'G1'],
      ['gateId', ''],
      ['from', 'yesterday'],
      ['from', '2030-12-01'],
      ['until', '2030-12-01T09:00:00'],
      ['until', '2030-13-01T09:00:00Z'],
      ['bucketMinutes', '0'],
      ['bucketMinutes', '1441'],
      ['bucketMinutes', '1.5'],
      ['bucketMinutes', 'hour'],
      ['bucketMinutes', "1 minute'; --"],
    ])('%s=%s', async (field, value) => {
      const { status, body, text } = await ask({ [field]: value });
      expect(status, text).toBe(400);
      expect(body).toMatchObject({ type: 'urn:evm:problem:invalid', errors: [{ field }] });
      if (value.length > 5) expect(text).not.toContain(value);
    });

    it('one that is given twice, or that there is not', async () => {
      const twice = await ask([
        ['bucketMinutes', '5'],
        ['bucketMinutes', '60'],
      ]);
      expect(twice.status, twice.text).toBe(400);
      expect(twice.body.errors).toMatchObject([{ field: 'bucketMinutes' }]);
      const unknown = await ask({ step: '5' });
      expect(unknown.status, unknown.text).toBe(400);
      expect(unknown.body.detail).toBe('the query: has a field that is not known');
    });
  });
});
