import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSeededRandom } from '../../src/core/runtime/random.js';
import { requestAt } from '../core/attendance/sample-scans.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { faultRounds } from '../support/fault-rounds.js';
import {
  type PostgresDaemon,
  startPostgresDaemon,
  withoutSync,
} from '../support/postgres-daemon.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { hasPostgres, hasPrivateDaemons } from '../support/test-daemons.js';
import { call } from '../workers/attendance-http/running-service.js';
import {
  findLeftUnanswered,
  findServiceViolations,
  findStored,
  makeAttendanceWorld,
  serve,
  stopService,
  tellRun,
} from './attendance-world.js';
import { createPrivatePlace } from './private-place.js';
import { startScanClients } from './scan-clients.js';

/** `EVM_FAULT_SEED=n` does the same once more. */
const seed = Number(process.env.EVM_FAULT_SEED ?? randomInt(1, 1_000_000));
const clients = 12;
const people = 60;
const stops = ['immediate', 'kill', 'fast'] as const;

describe.skipIf(!hasPrivateDaemons())('a service whose PostgreSQL crashes under load', () => {
  let daemon: PostgresDaemon;
  beforeAll(async () => {
    daemon = await startPostgresDaemon(withoutSync);
  });
  afterAll(async () => await daemon?.remove());

  it(`keeps what it has answered, and never answers otherwise (seed ${seed})`, {
    timeout: 240_000 + faultRounds(3) * 30_000,
  }, async () => {
    const rounds = faultRounds(3);
    const place = await createPrivatePlace(daemon, 'crashes');
    const { venue, target } = await makeAttendanceWorld(place, people);
    const service = await serve(target, { place });
    const scanners = startScanClients(target, { clients, seed });
    for (let round = 1; round <= rounds; round++) {
      await scanners.answered(150);
      await daemon.stop(stops[round % stops.length] as (typeof stops)[number]);
      await daemon.start();
    }
    await scanners.answered(150);
    await scanners.finish();
    await scanners.askAgain();
    expect(await findServiceViolations(place, venue.event.id, scanners)).toEqual([]);
    expect(scanners.failures.unavailable).toBeGreaterThan(0);
    tellRun(`PostgreSQL crashed ${rounds} times`, scanners);
    await stopService(service);
  });

  it('is noticed when it has answered what a crash takes away', async () => {
    const place = await createPrivatePlace(daemon, 'careless');
    const { venue, target } = await makeAttendanceWorld(place, people);
    const context = await openTestContext(place);
    await context.database.knex.raw('ALTER TABLE scans SET UNLOGGED');
    await context.close();
    const service = await serve(target, { place });
    const scanners = startScanClients(target, { clients, seed });
    await scanners.answered(50);
    await daemon.stop('immediate');
    await scanners.abandon();
    await daemon.start();
    const violations = await findServiceViolations(place, venue.event.id, scanners);
    expect(violations.join('\n')).toContain('was acknowledged and is not stored');
    expect(scanners.lies.size).toBe(0);
    await scanners.askAgain();
    expect([...scanners.lies].join('\n')).toMatch(/: accepted .* \/ duplicate/);
    await stopService(service);
  });
});

describe.skipIf(!hasPostgres())('a service that is killed under load', () => {
  it(`keeps what it has answered, and never answers otherwise (seed ${seed})`, {
    timeout: 240_000 + faultRounds(6) * 30_000,
  }, async () => {
    const rounds = faultRounds(6);
    const place = await placeOfTest();
    const { venue, target } = await makeAttendanceWorld(place, people);
    const random = createSeededRandom(seed);
    let service = await serve(target, { place });
    const scanners = startScanClients(target, { clients, seed });
    for (let round = 1; round <= rounds; round++) {
      await scanners.answered(20 + random.bytes(1).readUInt8());
      // At different moments of the requests that are under way.
      await scanners.sent(1 + (random.bytes(1).readUInt8() % 16));
      service.kill('SIGKILL');
      expect((await service.exit).signal).toBe('SIGKILL');
      service = await serve(target, { place });
    }
    await scanners.finish();
    await scanners.askAgain();
    expect(await findServiceViolations(place, venue.event.id, scanners)).toEqual([]);
    expect(scanners.failures.cut).toBeGreaterThan(0);
    tellRun(`service killed ${rounds} times`, scanners);
    await stopService(service);
  });
});

describe.skipIf(!hasPostgres())('a service that is told to stop under load', () => {
  it('answers all that it has stored, and ends well', async () => {
    const rounds = faultRounds(2);
    const place = await placeOfTest();
    for (let round = 1; round <= rounds; round++) {
      const { venue, target } = await makeAttendanceWorld(place, people);
      const service = await serve(target, { place });
      const scanners = startScanClients(target, { clients, seed: seed + round });
      await scanners.answered(150);
      await stopService(service);
      await scanners.abandon();
      expect(await findServiceViolations(place, venue.event.id, scanners)).toEqual([]);
      expect(await findLeftUnanswered(place, venue.event.id, scanners)).toEqual([]);
      tellRun('service told to stop', scanners);
    }
  });
});

describe.skipIf(!hasPostgres())('a connection cut after COMMIT and before its answer', () => {
  it('makes a scan unanswered, and the same scan is answered by what was stored', async () => {
    const { place, proxy, venue, key, service } = await serveThroughProxy();
    const alone = requestAt(venue, { scanId: 'alone' });
    const gateId = venue.gates[1].id;
    const batch = ['one', 'two'].map((scanId) => requestAt(venue, { scanId, gateId }));
    const commit = async () => await proxy.cutAfterCommit();
    // Recording is one statement, which commits by itself.
    const statement = async () => await proxy.cutAfterStatement('evm-scan-write');
    const requests = [
      ['POST', '/api/v1/attendance/record', alone, 201, statement],
      ['POST', '/api/v1/attendance/batch', batch, 200, statement],
      ['DELETE', '/api/v1/attendance/alone', undefined, 200, commit],
    ] as const;
    for (const [method, path, body, status, cutAfter] of requests) {
      const ask = async () => await call(service, path, { method, key, body });
      const cut = cutAfter();
      const first = await ask();
      await cut;
      expect(first.status, path).toBe(503);
      expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
      const again = await ask();
      expect(again.status, again.text).toBe(status);
      expect(again.headers.get('idempotent-replayed'), path).toBe('true');
      expect((await ask()).text).toBe(again.text);
    }
    const { verdicts, violations } = await findStored(place, venue.event.id);
    expect(verdicts).toEqual(['accepted', 'accepted', 'duplicate']);
    expect(violations).toEqual([]);
  });
});

async function serveThroughProxy() {
  const place = await placeOfTest();
  const proxy = await startTcpProxy(place.databaseUrl as string);
  onTestFinished(proxy.close);
  const { venue, target } = await makeAttendanceWorld(place, 1);
  const env = { DATABASE_URL: proxy.urlOf(place.databaseUrl as string) };
  const running = await serve(target, { place, env });
  onTestFinished(async () => await stopService(running));
  return { place, proxy, venue, key: target.key, service: { url: target.url } };
}

async function placeOfTest(): Promise<TestPlace> {
  const place = await createPlace('external');
  onTestFinished(async () => await place.remove());
  return place;
}
