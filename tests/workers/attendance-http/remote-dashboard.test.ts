import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { followService } from '../../../src/core/attendance/follow-service.js';
import { openLiveBell } from '../../../src/core/attendance/live-bell.js';
import { ringLive } from '../../../src/core/attendance/ring-live.js';
import { tellLive } from '../../../src/core/attendance/tell-live.js';
import { openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { runInProcess } from '../../support/run-main.js';
import { tempFolder } from '../../support/temp.js';
import { call, makeKey, type RunningService, startService } from './running-service.js';
import { serveAll } from './serve-all.js';

/** Far longer than a test may take: what comes, came because the service said so. */
const forEver = 3_600_000;

describeEachEngine('a dashboard on another machine', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let key: string;
  serveAll(engine, async (served) => {
    ({ context, service } = served);
    venue = await openVenue(context);
    ({ key } = await makeKey(context, venue.event, {
      scopes: ['attendance:read', 'attendance:write'],
    }));
  });

  async function tell(type: string): Promise<void> {
    const { id } = venue.event;
    await context.database.transaction(
      async (trx) => await tellLive(trx, id, [{ type, data: {} }]),
    );
    await ringLive(context, id);
  }

  it('has the numbers and the last scans of the service, for whoever has a key to read', async () => {
    await call(service, '/api/v1/attendance/record', { key, body: requestAt(venue) });
    const folder = tempFolder();
    writeFileSync(join(folder, 'desk.key'), `${key}\n`);
    const args = ['dashboard', venue.event.slug, '--url', `${service.url}/`, '--once'];
    // No database there: it would not even be opened.
    const env = { EVM_HOME: join(folder, 'nothing'), DATABASE_URL: 'postgres://127.0.0.1:1/none' };
    const run = await runInProcess([...args, '--key-file', 'desk.key', '--json'], {
      env,
      cwd: folder,
    });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({
      view: {
        event: { slug: venue.event.slug },
        // A key for screens is told numbers, not who anybody is.
        lastScans: [{ verdict: 'accepted', registrationNumber: 1, name: null }],
      },
    });
    expect(run.stdout).not.toContain(venue.person.name);
    const byEnvironment = await runInProcess(args, { env: { ...env, EVM_API_KEY: key } });
    expect(byEnvironment.stdout).toContain('of 1');
    expect(byEnvironment.stderr).toBe('');
  });

  it('says what is wrong with the key, the address, the service', async () => {
    const of = (...more: string[]) => ['dashboard', venue.event.slug, '--once', ...more];
    const failing = async (args: string[], EVM_API_KEY?: string) => {
      const { exitCode, stderr } = await runInProcess(args, {
        env: EVM_API_KEY === undefined ? {} : { EVM_API_KEY },
      });
      return [exitCode, /\((\w+)\)/.exec(stderr)?.[1]];
    };
    expect(await failing(of('--url', service.url))).toEqual([2, 'USAGE']);
    expect(await failing(of('--url', 'gate', '--key-file', 'x'))).toEqual([2, 'USAGE']);
    expect(await failing(of('--url', service.url, '--key-file', 'gone'))).toEqual([2, 'USAGE']);
    const torn = await runInProcess(of('--url', service.url), {
      env: { EVM_API_KEY: `${key}\nsecond line` },
    });
    expect([torn.exitCode, torn.stderr.includes(key)]).toEqual([2, false]);
    const secret = service.url.replace('//', '//somebody:canary@');
    const named = await runInProcess(of('--url', secret), { env: { EVM_API_KEY: key } });
    expect([named.exitCode, named.stderr.includes('canary')]).toEqual([2, false]);
    expect(await failing(of('--url', service.url), 'nonsense')).toEqual([2, 'SERVICE_REFUSED']);
    const bound = await makeKey(context, venue.event, {
      scopes: ['attendance:read'],
      gates: ['G1'],
    });
    expect(await failing(of('--url', service.url), bound.key)).toEqual([2, 'SERVICE_REFUSED']);
    expect(await failing(of('--url', 'http://127.0.0.1:1'), key)).toEqual([
      6,
      'SERVICE_UNREACHABLE',
    ]);
  });

  it('reads again when the service tells of something', async () => {
    const aborter = new AbortController();
    const { signal } = aborter;
    const options = { event: venue.event.slug, signal, everyMs: 1, quietMs: forEver };
    const views = followService({ url: service.url, key }, options);
    const first = (await views.next()).value;
    const next = views.next();
    await call(service, '/api/v1/attendance/record', { key, body: requestAt(venue) });
    await tell('checkin_updated');
    expect((await next).value.lastScans.length).toBe(first.lastScans.length + 1);
    aborter.abort();
    await expect(views.next()).rejects.toThrow();
  });

  it('hears of it at once, and again after the service was away', async () => {
    const { port } = new URL(service.url);
    const aborter = new AbortController();
    const bell = openLiveBell(
      { url: service.url, key },
      { eventId: venue.event.id, signal: aborter.signal },
    );
    // It is there.
    await bell.rung(forEver);
    await tell('stats_updated');
    await bell.rung(forEver);
    await service.stop();
    const again = { ...context, config: { ...context.config } };
    again.config.http = { ...again.config.http, port: Number(port) };
    service = await startService(again);
    await bell.rung(forEver);
    await tell('stats_updated');
    await bell.rung(forEver);
    const waiting = bell.rung(forEver);
    aborter.abort();
    await expect(waiting).rejects.toThrow();
    bell.close();
  });
});
