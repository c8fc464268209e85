import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../../src/core/access/create-token.js';
import { revokeAccess } from '../../../src/core/access/revoke-access.js';
import { deleteEvent } from '../../../src/core/events/delete-event.js';
import { closeCodes } from '../../../src/workers/attendance-http/realtime/close-codes.js';
import { openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { join } from '../../core/participants/sample-participant.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { openLive } from './live-connection.js';
import {
  type Answer,
  call,
  makeKey,
  type RunningService,
  startService,
} from './running-service.js';
import { serveAll } from './serve-all.js';

/** Who calls, in the rows of the matrix. */
const roles = [
  'nobody',
  'nonsense',
  'unknown key',
  'read key',
  'write key',
  'bound key',
  'bound read key',
  'foreign key',
  'foreign read key',
  'revoked key',
  'expired key',
  'gate token',
  'viewer token',
  'expired token',
  'revoked token',
  'forged token',
] as const;
type Role = (typeof roles)[number];

/** What is behind a key or token, as the service describes it. */
const operations = {
  record: 'POST /api/v1/attendance/record',
  batch: 'POST /api/v1/attendance/batch',
  annul: 'DELETE /api/v1/attendance/{scanId}',
  stats: 'GET /api/v1/events/{id}/stats',
  view: 'GET /api/v1/events/{id}/view',
  timeline: 'GET /api/v1/events/{id}/timeline',
  'gate stats': 'GET /api/v1/gates/{id}/stats',
} as const;
type Route = keyof typeof operations;

/** Addresses that ask for no key: open to everybody, or with a secret or signature of their own. */
const publicPaths = [
  '/d/{draw}',
  '/e/{file}',
  '/events.ics',
  '/healthz',
  '/metrics',
  '/openapi.json',
  '/readyz',
  '/u/{token}',
  '/webhooks/sendgrid',
  '/webhooks/ses',
];

const open = 200;
/** What each route answers to each role; 200 is what it answers to those who may. */
const matrix: Record<Route, Partial<Record<Role, number>>> = {
  record: { 'write key': open, 'bound key': 403, 'gate token': open, 'foreign key': 404 },
  batch: { 'write key': open, 'bound key': open, 'gate token': open, 'foreign key': open },
  annul: { 'write key': open, 'bound key': 403, 'gate token': open, 'foreign key': 404 },
  stats: { 'read key': open, 'gate token': open, 'viewer token': open },
  view: { 'read key': open, 'gate token': open, 'viewer token': open },
  timeline: { 'read key': open, 'gate token': open, 'viewer token': open },
  'gate stats': {
    'read key': open,
    'gate token': open,
    'viewer token': open,
    'foreign read key': 404,
  },
};
/** What `/realtime` says to each role that follows the event; it closes on those who are not here. */
const live: Partial<Record<Role, string>> = {
  'read key': 'subscribed',
  'bound read key': 'subscribed',
  'gate token': 'subscribed',
  'viewer token': 'subscribed',
  'foreign read key': 'forbidden',
};
/** What a role gets where the matrix says nothing: 401 for whoever is nobody, 403 without the scope. */
function usual(role: Role): number {
  return /nobody|nonsense|unknown|revoked|expired|forged/.test(role) ? 401 : 403;
}

describeEachEngine('the attendance service', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let keys: Record<Role, string | undefined>;
  const paths = new Set<string>();
  beforeAll(() => subscribe('fastify.initialization', notePaths));
  serveAll(engine, async (served) => {
    ({ context, service } = served);
    unsubscribe('fastify.initialization', notePaths);
    venue = await openVenue(context);
    keys = await makeKeys();
  });

  /** Of every route of the service that starts, also of those that it does not describe. */
  function notePaths(message: unknown): void {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ url }) => void paths.add(url.replace(/:(\w+)/g, '{$1}')));
  }

  async function makeKeys(): Promise<typeof keys> {
    const { event } = venue;
    const other = await openVenue(context);
    const read = await makeKey(context, event, { scopes: ['attendance:read'] });
    const revoked = await makeKey(context, event, {
      scopes: ['attendance:write', 'attendance:read'],
    });
    await revokeAccess(context, revoked.id);
    const expired = await makeKey(context, event, {
      scopes: ['attendance:write', 'attendance:read'],
    });
    await context.database
      .knex('access_keys')
      .where({ id: expired.id })
      .update({ expires_at: new Date(Date.now() - 1000) });
    const token = async (role: 'gate' | 'viewer') =>
      await createToken(context, { event: event.slug, role, minutes: 60, gates: [] });
    const gateToken = await token('gate');
    const revokedToken = await token('gate');
    await revokeAccess(context, revokedToken.access.id);
    const past = { ...context, clock: { now: () => new Date(Date.now() - 7_200_000) } };
    const expiredToken = await createToken(past, {
      event: event.slug,
      role: 'gate',
      minutes: 60,
      gates: [],
    });
    const [head, , signature] = gateToken.secret.split('.');
    const [, claims] = revokedToken.secret.split('.');
    return {
      nobody: undefined,
      nonsense: 'nonsense',
      'unknown key': `evm_${'A'.repeat(43)}`,
      'read key': read.key,
      'write key': (await makeKey(context, event)).key,
      'bound key': (await makeKey(context, event, { gates: ['G2'] })).key,
      'bound read key': (
        await makeKey(context, event, { scopes: ['attendance:read'], gates: ['G2'] })
      ).key,
      'foreign key': (await makeKey(context, other.event)).key,
      'foreign read key': (await makeKey(context, other.event, { scopes: ['attendance:read'] }))
        .key,
      'revoked key': revoked.key,
      'expired key': expired.key,
      'gate token': gateToken.secret,
      'viewer token': (await token('viewer')).secret,
      'expired token': expiredToken.secret,
      'revoked token': revokedToken.secret,
      'forged token': [head, claims, signature].join('.'),
    };
  }

  const someone = async () => (await join(context, venue.event)).id;
  const routes: Record<Route, (key: string | undefined) => Promise<Answer>> = {
    record: async (key) =>
      await call(service, '/api/v1/attendance/record', {
        key,
        body: requestAt(venue, { participantId: await someone() }),
      }),
    batch: async (key) =>
      await call(service, '/api/v1/attendance/batch', {
        key,
        body: [requestAt(venue, { participantId: await someone() })],
      }),
    annul: async (key) => {
      const scanId = context.ids.next();
      const body = requestAt(venue, { participantId: await someone(), scanId });
      await call(service, '/api/v1/attendance/record', { key: keys['write key'], body });
      return await call(service, `/api/v1/attendance/${scanId}`, { key, method: 'DELETE' });
    },
    stats: async (key) => await call(service, `/api/v1/events/${venue.event.id}/stats`, { key }),
    view: async (key) => await call(service, `/api/v1/events/${venue.event.slug}/view`, { key }),
    timeline: async (key) =>
      await call(service, `/api/v1/events/${venue.event.slug}/timeline`, { key }),
    'gate stats': async (key) =>
      await call(service, `/api/v1/gates/${venue.gates[0].id}/stats`, { key }),
  };

  describe.each(Object.keys(operations) as Route[])('lets in to %s', (route) => {
    it.each(roles)('%s as the matrix says', async (role) => {
      const answer = await routes[route](keys[role]);
      const expected = matrix[route][role] ?? usual(role);
      expect(answer.status === 201 ? open : answer.status).toBe(expected);
      if (expected === 401) {
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
        expect(answer.text).not.toContain(venue.event.slug);
      }
      if (expected !== open) expect(answer.body.type).toMatch(/^urn:evm:problem:/);
    });
  });

  describe('lets in to the live channel', () => {
    it.each(roles)('%s as the table says', async (role) => {
      const { socket, send, until, closed } = await openLive(service);
      const key = keys[role];
      if (key !== undefined) send({ type: 'auth', token: key });
      send({ type: 'subscribe_event', eventId: venue.event.id });
      const answer = await until(({ type }) => type === 'subscribed' || type === 'error').then(
        ({ type, code }) => code ?? type,
        async () => await closed,
      );
      socket.terminate();
      expect(answer).toBe(live[role] ?? closeCodes.unauthorised);
    });
  });

  it('has a row in the matrix for every operation that it describes', async () => {
    const { body } = await call(service, '/openapi.json');
    const described = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(Object.values(operations).sort());
  });

  it('has no address that is neither in the matrix nor known to be public', () => {
    const behindKeys = Object.values(operations).map((operation) => operation.split(' ')[1]);
    expect([...paths].sort()).toEqual([...behindKeys, '/realtime', ...publicPaths].sort());
  });

  it('shows a key of another event nothing of this one, whatever it names', async () => {
    const other = await openVenue(context);
    const { key } = await makeKey(context, other.event, {
      scopes: ['attendance:write', 'attendance:read'],
    });
    for (const path of [
      `/api/v1/events/${venue.event.id}/stats`,
      `/api/v1/events/${venue.event.slug}/view`,
      `/api/v1/events/${venue.event.slug}/timeline`,
      `/api/v1/gates/${venue.gates[0].id}/stats`,
    ]) {
      const answer = await call(service, path, { key });
      expect([403, 404], path).toContain(answer.status);
      expect(answer.text).not.toMatch(/totalProcessed|totalParticipants|timeline|lastScans/);
    }
    const scan = await call(service, '/api/v1/attendance/batch', {
      key,
      body: [requestAt(venue, { participantId: venue.person.id, gate: 'G1' })],
    });
    expect(scan.body.failed).toMatchObject([{ verdict: 'wrong_event' }]);
    expect(scan.text).not.toContain(venue.person.name);
  });

  it.each([
    ['record', 'attendance:write'],
    ['batch', 'attendance:write'],
    ['annul', 'attendance:write'],
    ['stats', 'attendance:read'],
    ['view', 'attendance:read'],
    ['timeline', 'attendance:read'],
    ['gate stats', 'attendance:read'],
  ] as const)('refuses %s at once when a key that was in use is revoked', async (route, scope) => {
    const { id, key } = await makeKey(context, venue.event, { scopes: [scope] });
    expect((await routes[route](key)).status).toBeLessThan(300);
    await revokeAccess(context, id);
    expect((await routes[route](key)).status).toBe(401);
  });

  it('refuses everything to the key of an event that was deleted', async () => {
    const gone = await openVenue(context);
    const scopes = ['attendance:write', 'attendance:read'] as const;
    const { key } = await makeKey(context, gone.event, { scopes });
    const stats = `/api/v1/events/${gone.event.id}/stats`;
    expect((await call(service, stats, { key })).status).toBe(200);
    await deleteEvent(context, gone.event.slug);
    expect((await call(service, stats, { key })).status).toBe(401);
    const body = requestAt(gone, {});
    expect((await call(service, '/api/v1/attendance/record', { key, body })).status).toBe(404);
  });

  it('notes when a key was last used, and never the key itself', async () => {
    const { id, key } = await makeKey(context, venue.event);
    await routes.record(key);
    await service.stop();
    service = await startService(context);
    const row = await context.database.knex('access_keys').where({ id }).first();
    expect(Date.now() - row.last_used_at.getTime()).toBeLessThan(60_000);
    const all = await context.database.knex('access_keys');
    expect(JSON.stringify(all)).not.toContain(key.slice(4, 20));
  });

  it('refuses no token for its algorithm alone: none and other keys are no signature', async () => {
    const claims = keys['gate token']?.split('.')[1] ?? '';
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expect((await routes.stats(`${none}.${claims}.`)).status).toBe(401);
    expect((await routes.stats(`${none}.${claims}.AAAA`)).status).toBe(401);
  });
});
