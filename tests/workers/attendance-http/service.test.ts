import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../../src/core/access/create-token.js';
import { createLogger } from '../../../src/core/runtime/logger.js';
import { openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { join } from '../../core/participants/sample-participant.js';
import { findCanaries } from '../../support/canary.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { gate } from '../../support/gate.js';
import { call, makeKey, type RunningService, startService } from './running-service.js';

const record = '/api/v1/attendance/record';

describeEachEngine('an attendance service', (engine) => {
  let context: TestContext;
  let venue: Venue;
  let key: string;
  const running: RunningService[] = [];
  beforeAll(async () => {
    context = await openTestContext(engine);
    venue = await openVenue(context);
    ({ key } = await makeKey(context, venue.event));
  });
  afterEach(async () => {
    for (const service of running.splice(0)) await service.stop();
  });
  afterAll(async () => await context?.close());

  async function start(http: object = {}, logger = context.logger): Promise<RunningService> {
    const config = { ...context.config, http: { ...context.config.http, ...http } };
    const service = await startService({ ...context, config, logger });
    running.push(service);
    return service;
  }

  it('answers what it has before it stops, and takes nothing new', async () => {
    const service = await start();
    // So that the scan goes over a connection that is there.
    await call(service, '/healthz');
    const person = await join(context, venue.event);
    const body = requestAt(venue, { participantId: person.id, scanId: 'last' });
    // The scan waits for the row of its check-in, so that it is under way while the service stops.
    const locked = gate<void>();
    const release = gate<void>();
    const holding = context.database.transaction(async (trx) => {
      await trx.raw('INSERT INTO checkins (participant_id) VALUES (?)', [person.id]);
      locked.open();
      await release.opened;
    });
    await locked.opened;
    const answering = call(service, record, { key, body });
    const arrived = await countsRequest(service, answering);
    const stopping = service.stop();
    release.open();
    await holding;
    const answer = await answering;
    await stopping;
    expect(arrived).toBe(true);
    expect(answer.status).toBe(201);
    await expect(call(service, '/healthz')).rejects.toThrow('fetch failed');
  });

  it('tells what is wrong when its port is taken', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(start({ port })).rejects.toMatchObject({ code: 'HTTP_NOT_LISTENING' });
  });

  it.each([
    [{ tlsCert: '/nowhere/cert.pem', tlsKey: '/nowhere/key.pem' }],
    [{ tlsCert: '/nowhere/cert.pem' }],
  ])('does not start in plain text when its certificate is missing: %o', async (http) => {
    await expect(start(http)).rejects.toMatchObject({ code: 'HTTP_CERTIFICATE' });
  });

  it('refuses more requests of a key than it may send, with the time to wait, and no other key', async () => {
    const service = await start({ ratePerKey: 3 });
    const other = await makeKey(context, venue.event);
    const send = async (who: string) =>
      await call(service, record, { key: who, body: requestAt(venue) });
    const statuses = [];
    for (let count = 0; count < 4; count++) statuses.push((await send(key)).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    const refused = await send(key);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('content-type')).toContain('problem+json');
    expect((await send(other.key)).status).not.toBe(429);
  });

  it('counts an address by its own word only where a proxy is trusted', async () => {
    const direct = await start({ ratePerAddress: 2 });
    const ask = async (service: RunningService, from: string) =>
      (await call(service, '/healthz', { headers: { 'x-forwarded-for': from } })).status;
    const spoofed = [];
    for (const from of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) spoofed.push(await ask(direct, from));
    expect(spoofed).toEqual([200, 200, 429]);
    const behind = await start({ ratePerAddress: 2, trustProxy: '127.0.0.0/8' });
    const real = [];
    for (const from of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) real.push(await ask(behind, from));
    expect(real).toEqual([200, 200, 200]);
    // What the client itself wrote stands before what the proxy added.
    expect(await ask(behind, '9.9.9.9, 1.1.1.1')).toBe(200);
    expect(await ask(behind, '8.8.8.8, 1.1.1.1')).toBe(429);
  });

  it('leaves nobody and no key in its log, its metrics or its answers to others', async () => {
    let logged = '';
    const logger = createLogger('trace', {
      write: (line: string) => {
        logged += line;
      },
    });
    const service = await start({}, logger);
    const canary = { name: '김카나리아', email: 'http.canary@example.com' };
    const person = await join(context, venue.event, canary);
    const token = await createToken(context, {
      event: venue.event.slug,
      role: 'gate',
      minutes: 5,
      gates: [],
    });
    const body = requestAt(venue, {
      participantId: person.id,
      deviceInfo: { name: 'canary-phone' },
    });
    const answer = await call(service, record, { key: token.secret, body });
    expect(answer.body.participant.name).toBe(canary.name);
    await call(service, record, { key, body: { ...body, ticket: canary.email } });
    await call(service, `/u/${canary.email}?mail=${canary.email}`);
    await call(service, `/e/${canary.email}.ics`);
    const { text } = await call(service, '/metrics');
    expect(logged).toContain('answered');
    expect(logged).toContain('/u/:token');
    const secrets = [
      canary.name,
      canary.email,
      'canary-phone',
      key,
      token.secret,
      person.ticketCode,
    ];
    expect(findCanaries(secrets, logged)).toEqual([]);
    expect(findCanaries(secrets, text)).toEqual([]);
  });

  /** True when the request has arrived before it was answered. */
  async function countsRequest(service: RunningService, answering: Promise<unknown>) {
    const { hostname, port } = new URL(service.url);
    // A connection that is made afterwards is served afterwards.
    const greeted = new Promise<'greeted'>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      });
      socket.on('error', reject);
      socket.on('data', () => undefined);
      socket.on('close', () => resolve('greeted'));
    });
    return (await Promise.race([greeted, answering])) === 'greeted';
  }
});

describe('the address of a service', () => {
  it('is the one that it was given', async () => {
    const context = await openTestContext('embedded');
    const service = await startService(context);
    expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await service.stop();
    await context.close();
  });
});
