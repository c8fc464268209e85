import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellLive } from '../../../src/core/attendance/tell-live.js';
import { revokeScans } from '../../../src/core/participants/checkin-repository.js';
import type { Context } from '../../../src/core/runtime/context.js';
import { migrate } from '../../../src/core/runtime/database/migrate.js';
import { openContext } from '../../../src/core/runtime/open-context.js';
import { openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { join } from '../../core/participants/sample-participant.js';
import { configOf } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import {
  type PostgresDaemon,
  startPostgresDaemon,
  withoutSync,
} from '../../support/postgres-daemon.js';
import { makeTempFolder, removeFolder } from '../../support/temp.js';
import { hasPrivateDaemons } from '../../support/test-daemons.js';
import { follow, hasJoined, openLive, patientTimes } from './live-connection.js';
import { call, makeKey, type RunningService, startService } from './running-service.js';

const record = '/api/v1/attendance/record';

describe.skipIf(!hasPrivateDaemons())('a service whose database goes away', () => {
  const home = makeTempFolder();
  let daemon: PostgresDaemon;
  let context: Context;
  let service: RunningService;
  let venue: Venue;
  let key: string;
  beforeAll(async () => {
    daemon = await startPostgresDaemon(withoutSync);
    const config = configOf({ home, databaseUrl: daemon.url }, { masterKey: '1'.repeat(64) });
    const empty = await openContext(config, { command: 'test', migrate: false });
    await migrate(empty.database);
    await empty.close();
    context = await openContext(config, { command: 'test' });
    venue = await openVenue(context);
    const scopes = ['attendance:write', 'attendance:read'] as const;
    ({ key } = await makeKey(context, venue.event, { scopes }));
    service = await startService(context, { realtimeTimes: patientTimes });
  });
  afterAll(async () => {
    await service?.stop();
    await context?.close();
    await daemon?.remove();
    removeFolder(home);
  });

  const routes = async (scanId: string, participantId: string) => {
    const body = requestAt(venue, { scanId, participantId });
    return [
      await call(service, record, { key, body }),
      await call(service, '/api/v1/attendance/batch', { key, body: [{ ...body, scanId: 'b' }] }),
      await call(service, `/api/v1/attendance/${scanId}`, { key, method: 'DELETE' }),
      await call(service, `/api/v1/events/${venue.event.id}/stats`, { key }),
      await call(service, `/api/v1/events/${venue.event.id}/stats`, {
        key: `evm_${'B'.repeat(43)}`,
      }),
      await call(service, '/readyz'),
    ];
  };

  it('answers 503 with the time to wait, stays alive, and works again, with nothing half done', async () => {
    const person = await join(context, venue.event);
    const first = await call(service, record, {
      key,
      body: requestAt(venue, { scanId: 'before' }),
    });
    expect(first.status).toBe(201);
    const live = await follow(service, { key, eventId: venue.event.id });
    await hasJoined(live);
    await daemon.stop('immediate');
    for (const answer of await routes('during', person.id)) {
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.text).not.toContain(String(daemon.port));
    }
    expect((await call(service, '/healthz')).status).toBe(200);
    await daemon.start();
    await eventually('the service is ready', async () =>
      (await call(service, '/readyz')).status === 200 ? true : undefined,
    );
    const stored = await context.database.knex('scans').pluck('scan_id');
    expect(stored).toEqual(['before']);
    const body = requestAt(venue, { scanId: 'during', participantId: person.id });
    expect((await call(service, record, { key, body })).status).toBe(201);
    const replayed = await call(service, record, {
      key,
      body: requestAt(venue, { scanId: 'before' }),
    });
    expect(replayed.body).toEqual(first.body);
    expect(live.socket.readyState).toBe(live.socket.OPEN);
    await context.database.transaction(async (trx) => {
      await tellLive(trx, venue.event.id, [{ type: 'alert', data: {} }]);
    });
    await live.until(({ type }) => type === 'alert');
    live.socket.terminate();
  });

  it('gives the same answer to a request whose answer the crash took away', async () => {
    const person = await join(context, venue.event);
    const body = requestAt(venue, { scanId: 'lost', participantId: person.id });
    const sending = call(service, record, { key, body });
    await daemon.stop('immediate');
    const first = await sending;
    expect([201, 503]).toContain(first.status);
    await daemon.start();
    const again = await eventually('an answer', async () => {
      const answer = await call(service, record, { key, body });
      return answer.status === 503 ? undefined : answer;
    });
    expect(again.status).toBe(201);
    if (first.status === 201) expect(again.body).toEqual(first.body);
    const rows = await context.database.knex('attendance_records').where({ scan_id: 'lost' });
    expect(rows).toHaveLength(1);
  });

  it('sends clients of the live channel away that it cannot tell who they are, or what there is', async () => {
    const unknown = await openLive(service);
    const known = await openLive(service);
    known.send({ type: 'auth', token: key });
    await known.until(({ type }) => type === 'authenticated');
    await daemon.stop('immediate');
    unknown.send({ type: 'auth', token: key });
    known.send({ type: 'subscribe_event', eventId: venue.event.id });
    expect(await Promise.all([unknown.closed, known.closed])).toEqual([1013, 1013]);
    await daemon.start();
  });

  it('answers 503 when the database is there and does not answer', async () => {
    const hasty = {
      ...context,
      config: { ...context.config, http: { ...context.config.http, requestSeconds: 1 } },
    };
    const impatient = await startService(hasty);
    const person = await join(context, venue.event);
    const body = requestAt(venue, { scanId: 'frozen', participantId: person.id });
    await call(impatient, record, { key, body: requestAt(venue, { scanId: 'known' }) });
    const release = await lockCheckin(context, person.id);
    const answer = await call(impatient, record, { key, body });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    await release();
    const again = await eventually('an answer', async () => {
      const found = await call(impatient, record, { key, body });
      return found.status === 503 ? undefined : found;
    });
    expect(again.status).toBe(201);
    await impatient.stop();
  });
});

/** Keeps a check-in locked, as a database does that hangs; returns what lets it go. */
async function lockCheckin({ database }: Context, id: string): Promise<() => Promise<void>> {
  let open = () => {};
  const released = new Promise<void>((resolve) => {
    open = resolve;
  });
  let holding: Promise<void> = Promise.resolve();
  await new Promise<void>((locked) => {
    holding = database.transaction(async (trx) => {
      await revokeScans(trx, id);
      locked();
      await released;
    });
  });
  return async () => {
    open();
    await holding;
  };
}
