import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { appendLiveEvents } from '../../../src/core/attendance/live-event-repository.js';
import { openContext } from '../../../src/core/runtime/open-context.js';
import { usualTimes } from '../../../src/workers/attendance-http/realtime/realtime-hub.js';
import { openVenue } from '../../core/attendance/sample-scans.js';
import { configOf, createPlace, openTestContext, type TestPlace } from '../../support/database.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import { hasPostgres } from '../../support/test-daemons.js';
import { follow, hasJoined, openLive, patientTimes } from './live-connection.js';
import { makeKey, startService } from './running-service.js';

describe.skipIf(!hasPostgres())('a service on a bad line to its database', () => {
  let proxy: TcpProxy;
  let through: Pick<TestPlace, 'home' | 'databaseUrl'>;
  let masterKey: string | undefined;
  let eventId: string;
  let key: string;
  let publish: () => Promise<void>;
  beforeEach(async () => {
    const place = await createPlace('external');
    onTestFinished(async () => await place.remove());
    const context = await openTestContext(place);
    onTestFinished(async () => await context.close());
    const { event } = await openVenue(context);
    eventId = event.id;
    ({ key } = await makeKey(context, event, { scopes: ['attendance:read'] }));
    publish = async () =>
      await context.database.transaction(
        async (trx) => await appendLiveEvents(trx, eventId, [{ type: 'alert', data: {} }]),
      );
    const direct = place.databaseUrl as string;
    proxy = await startTcpProxy(direct);
    onTestFinished(proxy.close);
    through = { ...place, databaseUrl: proxy.urlOf(direct) };
    masterKey = context.config.masterKey;
  });

  async function serve({ http = {}, realtimeTimes = patientTimes } = {}) {
    const config = configOf(through, { http, masterKey });
    const context = await openContext(config, { command: 'test' });
    onTestFinished(async () => await context.close());
    const service = await startService(context, { realtimeTimes });
    onTestFinished(async () => await service.stop());
    return service;
  }

  /** Until the end of the test, or the services would wait for it. */
  function freeze(): void {
    proxy.freeze();
    onTestFinished(() => proxy.thaw());
  }

  it('sends a client away that could not be told all there is', async () => {
    const service = await serve();
    const live = await openLive(service);
    live.send({ type: 'auth', token: key });
    await live.until(({ type }) => type === 'authenticated');
    const cut = proxy.cutAfterStatement('from "live_events"');
    live.send({ type: 'subscribe_event', eventId });
    await cut;
    expect(await live.closed).toBe(1013);
    expect(live.messages.map(({ type }) => type)).toEqual(['authenticated', 'subscribed']);
  });

  it('tells a client at the next look what it could not ask for whether it may hear it', async () => {
    const service = await serve();
    const live = await follow(service, { key, eventId });
    await hasJoined(live);
    const cut = proxy.cutAfterStatement('FROM access_keys k');
    await publish();
    await cut;
    await live.until(({ type }) => type === 'alert');
    live.socket.terminate();
  });

  it('sends a client away whose key it could not ask about in time, and does not call the key wrong', async () => {
    // Less than the database is waited for.
    const realtimeTimes = { ...usualTimes, auth: 6_000 };
    const service = await serve({ http: { requestSeconds: 8 }, realtimeTimes });
    const live = await openLive(service);
    freeze();
    live.send({ type: 'auth', token: key });
    expect(await live.closed).toBe(1013);
  });

  it('tells its clients that it ends though its database answers nothing', async () => {
    const service = await serve();
    const live = await follow(service, { key, eventId });
    await hasJoined(live);
    freeze();
    void service.stop();
    expect(await live.closed).toBe(1012);
  });
});
