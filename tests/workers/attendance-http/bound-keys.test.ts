import { beforeEach, describe, expect, it } from 'vitest';
import { createToken } from '../../../src/core/access/create-token.js';
import type { LiveEvent } from '../../../src/core/attendance/live-event-repository.js';
import { tellLive } from '../../../src/core/attendance/tell-live.js';
import { workOff } from '../../../src/workers/main.js';
import { minute, openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { join } from '../../core/participants/sample-participant.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import {
  countFromOne,
  follow,
  type LiveConnection,
  neverLook,
  sequencesOf,
} from './live-connection.js';
import { call, makeKey, type RunningService } from './running-service.js';
import { type Served, serveAll } from './serve-all.js';

const scopes = ['attendance:read'] as const;
/** What a feed reads at once, and more. */
const moreThanAPage = 501;

describeEachEngine('a key of some gates', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let own: string;
  let other: string;
  let bound: string;
  let free: string;
  const take = (served: Served) => {
    ({ context, service } = served);
  };
  serveAll(engine, take, { realtimeTimes: neverLook });
  beforeEach(async () => {
    venue = await openVenue(context);
    [own, other] = venue.gates.map(({ id }) => id) as [string, string];
    bound = (await makeKey(context, venue.event, { scopes, gates: ['G1'] })).key;
    free = (await makeKey(context, venue.event, { scopes: [...scopes, 'attendance:write'] })).key;
    await countFromOne(context, venue.event.id);
  });

  const eventId = () => venue.event.id;
  const ofEvent = (rest: string) => `/api/v1/events/${venue.event.slug}/${rest}`;
  const record = async (changes: Parameters<typeof requestAt>[1]) =>
    await call(service, '/api/v1/attendance/record', {
      key: free,
      body: requestAt(venue, changes),
    });
  const followUp = async () =>
    await workOff(context, { only: ['attendance'], signal: new AbortController().signal });

  describe('that asks for numbers', () => {
    it.each([
      ['all numbers of the event', () => ofEvent('stats')],
      ['what a dashboard shows', () => ofEvent('view')],
      ['the timeline of the event', () => ofEvent('timeline')],
      ['the timeline of another gate', () => ofEvent(`timeline?gateId=${other}`)],
      ['the timeline of a gate that is none', () => ofEvent(`timeline?gateId=${eventId()}`)],
      ['the numbers of another gate', () => `/api/v1/gates/${other}/stats`],
    ])('is refused %s', async (_, path) => {
      const answer = await call(service, path(), { key: bound });
      expect([answer.status, answer.body.type]).toEqual([403, 'urn:evm:problem:gate_not_allowed']);
      expect(Object.keys(answer.body)).toEqual(['type', 'title', 'status', 'detail']);
      expect((await call(service, path(), { key: free })).body.type).not.toBe(answer.body.type);
    });

    it('has those of its own gate, however its id is written, and only those', async () => {
      const [here, there] = [await join(context, venue.event), await join(context, venue.event)];
      await record({ participantId: here.id, gateId: own });
      await record({ participantId: there.id, gateId: other });
      await record({ participantId: venue.person.id, gateId: other });
      await followUp();
      for (const id of [own, own.toUpperCase()]) {
        const numbers = await call(service, `/api/v1/gates/${id}/stats`, { key: bound });
        expect(numbers.body).toMatchObject({ gateId: own, totalProcessed: 1 });
        const path = ofEvent(`timeline?gateId=${id}`);
        const { body } = await call(service, path, { key: bound });
        expect(body.timeline).toMatchObject([{ count: 1 }]);
      }
      const { body } = await call(service, ofEvent('timeline'), { key: free });
      expect(body.timeline).toMatchObject([{ count: 3 }]);
    });

    it('may name each of its gates, and has to name one, as a token as well', async () => {
      const { secret } = await createToken(context, {
        event: venue.event.slug,
        role: 'viewer',
        minutes: 5,
        gates: ['G1', 'G2'],
      });
      const statusOf = async (path: string) =>
        (await call(service, ofEvent(path), { key: secret })).status;
      expect(await statusOf(`timeline?gateId=${own}`)).toBe(200);
      expect(await statusOf(`timeline?gateId=${other}`)).toBe(200);
      expect(await statusOf('timeline')).toBe(403);
      expect(await statusOf('stats')).toBe(403);
    });
  });

  describe('that listens', () => {
    const checkin = (gateId: string): LiveEvent => ({ type: 'checkin_updated', data: { gateId } });
    const conflict = (gateId: string | null): LiveEvent => ({
      type: 'sync_conflict',
      data: { details: { gateId } },
    });
    const end: LiveEvent = { type: 'event_updated', data: { changes: { fields: [] } } };
    const tell = async (events: LiveEvent[]) =>
      await context.database.transaction(async (trx) => await tellLive(trx, eventId(), events));
    const many = (event: LiveEvent) => Array.from({ length: moreThanAPage }, () => event);
    const listen = async (key: string, since?: number) =>
      await follow(service, { key, eventId: eventId(), ...(since === undefined ? {} : { since }) });
    const reached = async (live: LiveConnection, wanted: number) =>
      await live.until(({ sequence, type }) => sequence === wanted && type !== 'subscribed');

    it('is told of its own gates and of what is about none, in the words of everybody', async () => {
      const [few, all] = [await listen(bound), await listen(free)];
      const alert = { alert: { type: 'gate_overload', subjectId: other } };
      await tell([
        checkin(other),
        checkin(own),
        conflict(other),
        conflict(own),
        conflict(null),
        { type: 'alert', data: alert },
        { type: 'stats_updated', data: { version: 1 } },
        checkin(other),
        end,
      ]);
      await Promise.all([reached(few, 9), reached(all, 9)]);
      expect(sequencesOf(few)).toEqual([2, 4, 5, 6, 7, 9]);
      expect(sequencesOf(all)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const told = few.messages.filter(({ at }) => at);
      expect(all.messages).toEqual(expect.arrayContaining(told));
      for (const { socket } of [few, all]) socket.terminate();
    });

    it('is told nothing of who was scanned elsewhere, taken back or in conflict', async () => {
      const live = await listen(bound);
      const elsewhere = { participantId: venue.person.id, gateId: other };
      const here = await join(context, venue.event);
      await record({ ...elsewhere, scanId: 'elsewhere' });
      const again = requestAt(venue, { ...elsewhere, timestamp: minute(1), scanId: 'again' });
      await call(service, '/api/v1/attendance/batch', { key: free, body: [again] });
      await followUp();
      await call(service, '/api/v1/attendance/elsewhere', { key: free, method: 'DELETE' });
      await record({ participantId: here.id, gateId: own });
      await followUp();
      await live.until(
        ({ type, participantId }) => type === 'checkin_updated' && participantId === here.id,
      );
      const told = JSON.stringify(live.messages);
      expect([told.includes(venue.person.id), told.includes(other)]).toEqual([false, false]);
      const all = await listen(free, 0);
      await all.until(({ participantId }) => participantId === here.id);
      expect(all.messages.filter(({ gateId }) => gateId === other)).toMatchObject([
        { type: 'checkin_updated', annulled: false },
        { type: 'checkin_updated', annulled: true },
      ]);
      expect(all.messages).toContainEqual(
        expect.objectContaining({
          type: 'sync_conflict',
          details: expect.objectContaining({ gateId: other }),
        }),
      );
      for (const { socket } of [live, all]) socket.terminate();
    });

    it('comes past pages of what is for others, while it listens and after it was cut off', async () => {
      const before = await listen(bound);
      await tell([checkin(own)]);
      await reached(before, 1);
      await tell(many(checkin(other)));
      await tell([checkin(own)]);
      await reached(before, moreThanAPage + 2);
      expect(sequencesOf(before)).toEqual([1, moreThanAPage + 2]);
      before.socket.terminate();
      await tell(many(conflict(other)));
      await tell([conflict(own)]);
      const last = 2 * moreThanAPage + 3;
      const after = await listen(bound, moreThanAPage + 2);
      await reached(after, last);
      await tell([end]);
      await reached(after, last + 1);
      expect(sequencesOf(after)).toEqual([last, last + 1]);
      expect(after.messages.map(({ type }) => type)).not.toContain('resync');
      after.socket.terminate();
    });

    it('is told what it may know as the key that it is now, when it says another on the way', async () => {
      const live = await listen(free);
      await tell([checkin(other)]);
      await reached(live, 1);
      live.send({ type: 'auth', token: bound });
      live.send({ type: 'heartbeat' });
      await live.until(({ type }) => type === 'heartbeat');
      await tell([checkin(other), end]);
      await reached(live, 3);
      expect(sequencesOf(live)).toEqual([1, 3]);
      live.socket.terminate();
    });
  });
});
