import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createToken } from '../../../src/core/access/create-token.js';
import { revokeAccess } from '../../../src/core/access/revoke-access.js';
import { appendLiveEvents } from '../../../src/core/attendance/live-event-repository.js';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { updateEvent } from '../../../src/core/events/update-event.js';
import { workOff } from '../../../src/workers/main.js';
import { openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { join } from '../../core/participants/sample-participant.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { countFromOne, follow, neverLook, openLive, sequencesOf } from './live-connection.js';
import { call, makeKey, type RunningService, startService } from './running-service.js';
import { type Served, serveAll } from './serve-all.js';

const scopes = ['attendance:write', 'attendance:read'] as const;

describeEachEngine('the live channel', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let key: string;
  let keyId: string;
  const take = (served: Served) => {
    ({ context, service } = served);
  };
  const config = { http: { origins: 'https://desk.example.com' } };
  serveAll(engine, take, { config, realtimeTimes: neverLook });
  beforeEach(async () => {
    venue = await openVenue(context);
    ({ id: keyId, key } = await makeKey(context, venue.event, { scopes }));
    await countFromOne(context, venue.event.id);
  });

  const eventId = () => venue.event.id;
  async function publish(count: number, type = 'checkin_updated'): Promise<void> {
    await context.database.transaction(async (trx) => {
      const events = Array.from({ length: count }, (_, at) => ({ type, data: { at } }));
      await appendLiveEvents(trx, eventId(), events);
    });
  }
  const upTo = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, at) => first + at);

  it('tells of a scan soon after its commit, with the next number of the event', async () => {
    const live = await follow(service, { key, eventId: eventId() });
    const answer = await call(service, '/api/v1/attendance/record', {
      key,
      body: requestAt(venue),
    });
    expect(answer.status).toBe(201);
    const { signal } = new AbortController();
    await workOff(context, { only: ['attendance'], signal });
    const told = await live.until(({ type }) => type === 'checkin_updated');
    expect(told).toMatchObject({
      eventId: eventId(),
      participantId: venue.person.id,
      status: 'checked_in',
      gateId: venue.gates[0].id,
    });
    expect(JSON.stringify(live.messages)).not.toContain(venue.person.name);
    const sequences = sequencesOf(live);
    expect(sequences).toEqual(upTo(1, sequences.length));
    live.socket.terminate();
  });

  it('tells of registrations and of changes of the event, without who it is', async () => {
    const live = await follow(service, { key, eventId: eventId() });
    const person = await join(context, venue.event, { name: '이라이브' });
    await updateEvent(context, venue.event.slug, { name: 'Another name' });
    await changeEventStatus(context, venue.event.slug, 'published');
    await live.until(({ changes }) => (changes as { status?: string })?.status === 'published');
    expect(live.messages.filter(({ type }) => /registered|updated/.test(type))).toMatchObject([
      { type: 'participant_registered', participant: { id: person.id, status: 'registered' } },
      { type: 'event_updated', changes: { fields: ['name'] } },
      { type: 'event_updated', changes: { status: 'published' } },
    ]);
    expect(JSON.stringify(live.messages)).not.toContain('이라이브');
    live.socket.terminate();
  });

  it('gives everybody who was cut off what was missed, and nothing twice', async () => {
    const steady = await follow(service, { key, eventId: eventId() });
    let since = 0;
    const seen: number[] = [];
    for (const round of [1, 2, 3, 4]) {
      const live = await follow(service, { key, eventId: eventId(), since });
      await publish(3);
      await live.until(({ sequence }) => sequence === round * 6 - 3);
      seen.push(...sequencesOf(live));
      since = seen.at(-1) ?? 0;
      live.socket.terminate();
      await publish(3);
    }
    const last = await follow(service, { key, eventId: eventId(), since });
    await last.until(({ sequence, type }) => sequence === 24 && type !== 'subscribed');
    seen.push(...sequencesOf(last));
    expect(seen).toEqual(upTo(1, 24));
    await steady.until(({ sequence, type }) => sequence === 24 && type !== 'subscribed');
    expect(sequencesOf(steady)).toEqual(upTo(1, 24));
    for (const { socket } of [last, steady]) socket.terminate();
  });

  it('loses nothing to those who subscribe while events come, from many writers', async () => {
    await publish(1_700);
    const writers = Promise.all(Array.from({ length: 10 }, async () => await publish(5)));
    const lives = await Promise.all(
      [0, 1, 600, 1_700].map(
        async (since) => await follow(service, { key, eventId: eventId(), since }),
      ),
    );
    await writers;
    for (const [index, since] of [0, 1, 600, 1_700].entries()) {
      const live = lives[index] as (typeof lives)[number];
      await live.until(({ sequence, type }) => sequence === 1_750 && type === 'checkin_updated');
      expect(sequencesOf(live)).toEqual(upTo(since + 1, 1_750));
      live.socket.terminate();
    }
  });

  it('says resync to whoever asks for more than there is, or for what is yet to come', async () => {
    await publish(4);
    await context.database.knex('live_events').where('sequence', '<=', 2).delete();
    for (const [since, isThere] of [
      [1, false],
      [2, true],
      [4, true],
      [5, false],
    ] as const) {
      const live = await follow(service, { key, eventId: eventId(), since });
      live.send({ type: 'heartbeat' });
      await live.until(({ type }) => type === 'heartbeat');
      const resync = live.messages.find(({ type }) => type === 'resync');
      expect(resync?.sequence, `since ${since}`).toBe(isThere ? undefined : 4);
      if (isThere && since < 4)
        await live.until(({ sequence, type }) => sequence === 4 && type !== 'subscribed');
      expect(sequencesOf(live)).toEqual(isThere ? upTo(since + 1, 4) : []);
      live.socket.terminate();
    }
  });

  it('tells nothing more after unsubscribe_event', async () => {
    const live = await follow(service, { key, eventId: eventId() });
    live.send({ type: 'unsubscribe_event', eventId: eventId() });
    await live.until(({ type }) => type === 'unsubscribed');
    const other = await follow(service, { key, eventId: eventId() });
    await publish(1);
    await other.until(({ type }) => type === 'checkin_updated');
    live.send({ type: 'heartbeat', timestamp: 1 });
    await live.until(({ type }) => type === 'heartbeat');
    expect(sequencesOf(live)).toEqual([]);
    for (const { socket } of [live, other]) socket.terminate();
  });

  describe('lets nobody listen', () => {
    it.each([
      ['with nonsense', async () => 'nonsense'],
      ['with a key that may only write', async () => (await makeKey(context, venue.event)).key],
      [
        'with a revoked key',
        async () => {
          const made = await makeKey(context, venue.event, { scopes });
          await revokeAccess(context, made.id);
          return made.key;
        },
      ],
    ])('%s', async (_, make) => {
      const live = await openLive(service);
      live.send({ type: 'auth', token: await make() });
      expect(await live.closed).toBe(4401);
    });

    it('before auth', async () => {
      const live = await openLive(service);
      live.send({ type: 'subscribe_event', eventId: eventId() });
      expect(await live.closed).toBe(4401);
    });

    it('to another event', async () => {
      const other = await openVenue(context);
      const live = await openLive(service);
      live.send({ type: 'auth', token: key });
      live.send({ type: 'subscribe_event', eventId: other.event.id });
      expect(await live.until(({ type }) => type === 'error')).toMatchObject({ code: 'forbidden' });
      live.socket.terminate();
    });

    it('after a revocation, not even to the next event', async () => {
      const live = await follow(service, { key, eventId: eventId() });
      await publish(1);
      await live.until(({ type }) => type === 'checkin_updated');
      await revokeAccess(context, keyId);
      await publish(1);
      expect(await live.closed).toBe(4401);
      expect(sequencesOf(live)).toEqual([1]);
    });

    it('from a page of another origin', async () => {
      const from = async (origin: string) => await openLive(service, { headers: { origin } });
      await expect(from('https://evil.example.com')).rejects.toThrow('refused with 403');
      await expect(from('null')).rejects.toThrow('refused with 403');
      (await from('https://desk.example.com')).socket.terminate();
    });
  });

  it('lets a viewer with a token listen', async () => {
    const { secret } = await createToken(context, {
      event: venue.event.slug,
      role: 'viewer',
      minutes: 5,
      gates: [],
    });
    const live = await follow(service, { key: secret, eventId: eventId() });
    await publish(1);
    await live.until(({ type }) => type === 'checkin_updated');
    live.socket.terminate();
  });

  it('answers what is no message with an error, and closes on whoever does not stop', async () => {
    const live = await openLive(service);
    live.send({ type: 'auth', token: key });
    for (const wrong of ['{', '[]', '{"type":"drop_table"}', '{"type":"subscribe_event"}']) {
      live.socket.send(wrong);
    }
    await live.until(({ type }) => type === 'error');
    for (let count = 0; count < 100; count++) live.send({ type: 'heartbeat' });
    expect(await live.closed).toBe(1008);
    const large = await openLive(service);
    large.socket.send('x'.repeat(5_000));
    expect(await large.closed).toBe(1009);
  });

  describe('with short times', () => {
    let hasty: RunningService | undefined;
    afterEach(async () => {
      await hasty?.stop();
      hasty = undefined;
    });

    it('closes on whoever does not say who it is', async () => {
      hasty = await startService(context, { realtimeTimes: { ...neverLook, auth: 50 } });
      expect(await (await openLive(hasty)).closed).toBe(4401);
    });

    it('drops whoever gives no sign of life, and nobody else', async () => {
      hasty = await startService(context, { realtimeTimes: { ...neverLook, heartbeat: 3_000 } });
      const alive = await follow(hasty, { key, eventId: eventId() });
      const dead = await openLive(hasty, { autoPong: false });
      dead.send({ type: 'auth', token: key });
      expect(await dead.closed).toBe(1006);
      expect(alive.socket.readyState).toBe(alive.socket.OPEN);
      alive.socket.terminate();
    });

    it('finds what nobody told it of, by looking', async () => {
      hasty = await startService(context, { realtimeTimes: { ...neverLook, look: 50 } });
      const live = await follow(hasty, { key, eventId: eventId() });
      await context.database.knex.raw(
        `WITH c AS (INSERT INTO live_counters VALUES (?, 1))
         INSERT INTO live_events (event_id, sequence, type, data) VALUES (?, 1, 'alert', '{}')`,
        [eventId(), eventId()],
      );
      expect(await live.until(({ type }) => type === 'alert')).toMatchObject({ sequence: 1 });
      live.socket.terminate();
    });

    it('tells everybody when the service stops', async () => {
      hasty = await startService(context, { realtimeTimes: neverLook });
      const live = await follow(hasty, { key, eventId: eventId() });
      await hasty.stop();
      hasty = undefined;
      expect(await live.closed).toBe(1012);
    });

    it('cuts off whoever does not read, and keeps the others', async () => {
      const live = await follow(service, { key, eventId: eventId() });
      const slow = await follow(service, { key, eventId: eventId() });
      slow.socket.pause();
      const text = 'x'.repeat(400_000);
      for (let count = 1; count <= 40; count++) {
        await context.database.transaction(async (trx) => {
          await appendLiveEvents(trx, eventId(), [{ type: 'alert', data: { text } }]);
        });
        await live.until(({ sequence, type }) => sequence === count && type === 'alert');
      }
      slow.socket.resume();
      expect([1006, 1013]).toContain(await slow.closed);
      expect(sequencesOf(slow).length).toBeLessThan(40);
      expect(sequencesOf(live)).toEqual(upTo(1, 40));
      live.socket.terminate();
    });
  });

  it('works across services of one database', async () => {
    const other = await startService(context, { realtimeTimes: neverLook });
    const [here, there] = [
      await follow(service, { key, eventId: eventId() }),
      await follow(other, { key, eventId: eventId() }),
    ];
    await publish(2);
    for (const live of [here, there]) {
      await live.until(({ sequence, type }) => sequence === 2 && type === 'checkin_updated');
      expect(sequencesOf(live)).toEqual([1, 2]);
      live.socket.terminate();
    }
    await other.stop();
  });
});
