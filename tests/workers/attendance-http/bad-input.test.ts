import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { call, makeKey, type RunningService, startService } from './running-service.js';
import { serveAll } from './serve-all.js';

const record = '/api/v1/attendance/record';
const batch = '/api/v1/attendance/batch';

/** Values that no field of a scan takes, whatever its type. */
const wrongForAll = [
  null,
  true,
  [],
  {},
  ['x'],
  { $gt: '' },
  '\u0000',
  '\ud800',
  '',
  Number.POSITIVE_INFINITY,
];
/** Values that are wrong for this field. */
const wrongValues: Record<string, unknown[]> = {
  participantId: [...wrongForAll, 'me', 7, "' OR 1=1 --", `${'0'.repeat(8)}-0000`],
  ticket: [...wrongForAll, 7, 'x'.repeat(201)],
  gateId: [...wrongForAll, 'G1', 7],
  gate: [...wrongForAll, 7, 'x'.repeat(65)],
  timestamp: [
    ...wrongForAll,
    0,
    'now',
    '2030-12-01',
    '2030-12-01T09:00:00',
    '2030-13-41T09:00:00Z',
    '0001-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ],
  method: [...wrongForAll, 'QR_SCAN', 'nfc', 1],
  scanId: [...wrongForAll, 'a b', 'ü', '../x', 'x'.repeat(101), 7],
  direction: [...wrongForAll, 'inside', 1],
  location: [
    ...wrongForAll.filter((value) => JSON.stringify(value) !== undefined),
    'here',
    { lat: 91, lng: 0 },
    { lat: 0 },
    { lat: '0', lng: 0 },
    { lat: 0, lng: 0, accuracy: -1 },
    { lat: 0, lng: 0, name: 'x' },
  ],
  deviceInfo: [
    ...wrongForAll.filter((value) => JSON.stringify(value) !== '{}'),
    'phone',
    { deviceId: 7 },
    { deviceId: '' },
    { deviceId: 'a\nb' },
    { serial: 'x' },
  ],
};

describeEachEngine('bad input', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let key: string;
  serveAll(engine, async (served) => {
    ({ context, service } = served);
    venue = await openVenue(context);
    ({ key } = await makeKey(context, venue.event));
  });

  const send = async (body: unknown, headers: Record<string, string> = {}, path = record) =>
    await call(service, path, { key, body, headers });
  const stored = async () => (await context.database.knex('scans').count())[0]?.count;

  describe.each(Object.keys(wrongValues))('of the field %s', (field) => {
    it('is 400 with a problem that names the field, echoes nothing, and stores nothing', async () => {
      const before = await stored();
      for (const value of wrongValues[field] ?? []) {
        const { participantId, gateId, ...rest } = requestAt(venue);
        const who = field === 'ticket' ? {} : { participantId };
        const where = field === 'gate' ? {} : { gateId };
        const answer = await send({ ...rest, ...who, ...where, [field]: value });
        const what = `${field}=${JSON.stringify(value)}`;
        expect(answer.status, what).toBe(400);
        expect(answer.headers.get('content-type'), what).toContain('application/problem+json');
        const fields = answer.body.errors.map((error: { field: string }) => error.field);
        expect(fields.join(' '), what).toContain(field);
        expect(answer.text, what).not.toContain('1=1');
        expect(answer.text, what).not.toContain('QR_SCAN');
      }
      expect(await stored()).toBe(before);
    });
  });

  it.each([
    ['nobody', { participantId: undefined }],
    ['somebody twice', { ticket: 'ABC' }],
    ['no gate', { gateId: undefined }],
    ['two gates', { gate: 'G1' }],
    ['no time', { timestamp: undefined }],
    ['no method', { method: undefined }],
    ['a field that is not known', { secretCanary: 1 }],
  ])('with %s is 400', async (_, changes) => {
    const { participantId, gateId } = { participantId: venue.person.id, gateId: venue.gates[0].id };
    const whole = {
      participantId,
      gateId,
      timestamp: requestAt(venue).timestamp,
      method: 'manual',
    };
    const answer = await send({ ...whole, ...changes });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('secretCanary');
  });

  it.each([
    ['no JSON', '{"a":'],
    ['nothing', ''],
    ['an array', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['__proto__', '{"__proto__":{"isAdmin":true},"method":"manual"}'],
    ['__proto__ in escapes', '{"\\u005f_proto__":{"isAdmin":true}}'],
    ['constructor', '{"constructor":{"prototype":{"isAdmin":true}}}'],
    ['deep nesting', `${'['.repeat(7000)}${']'.repeat(7000)}`],
  ])('that is %s is 400', async (_, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.body.type).toMatch(/^urn:evm:problem:/);
    expect('isAdmin' in {}).toBe(false);
  });

  it.each([record, batch])('with a name that is there twice is 400 at %s', async (path) => {
    const whole = JSON.stringify(requestAt(venue));
    const twice = `${whole.slice(0, -1)},"method":"manual"}`;
    const before = await stored();
    const answer = await send(path === batch ? `[${twice}]` : twice, {}, path);
    expect([answer.status, answer.body.type]).toEqual([400, 'urn:evm:problem:not_json']);
    const escaped = `${whole.slice(0, -1)},"m\\u0065thod":"manual"}`;
    expect((await send(path === batch ? `[${escaped}]` : escaped, {}, path)).status).toBe(400);
    expect(await stored()).toBe(before);
    const colons = { ...requestAt(venue), ticket: 'a":{"b:', participantId: undefined };
    expect((await send(colons)).status).toBe(404);
  });

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=utf-16', {}],
    ['multipart/form-data; boundary=x', {}],
    ['', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('of the content type %o %o is 415', async (type, headers) => {
    const answer = await send(requestAt(venue), { 'content-type': type, ...headers });
    expect([answer.status, answer.body.status]).toEqual([415, 415]);
  });

  it('that is too large is 413, and one scan may not be as large as a batch', async () => {
    expect((await send({ ticket: 'x'.repeat(20_000) })).status).toBe(413);
    expect((await send(`[${' '.repeat(20_000)}1]`, {}, batch)).status).toBe(200);
    expect((await send(`[${' '.repeat(2_200_000)}1]`, {}, batch)).status).toBe(413);
  });

  it.each([['', 'a b', 'x'.repeat(101), 'a, b', 'é']])(
    'of the header Idempotency-Key is 400',
    async (...keys) => {
      for (const value of keys) {
        const answer = await send(requestAt(venue), { 'idempotency-key': value });
        expect([answer.status, answer.body.errors?.[0].field], value).toEqual([
          400,
          'Idempotency-Key',
        ]);
      }
    },
  );

  it.each([
    ['/api/v1/attendance/nothing/here', 'GET', 404],
    ['/api/v1/attendance/record/', 'POST', 404],
    ['//api/v1/attendance/record', 'GET', 404],
    ['/%2e%2e/etc/passwd', 'GET', 404],
    ['/e/%00.ics', 'GET', 404],
    ['/e/%ff.ics', 'GET', 404],
    [`/e/${'x'.repeat(300)}.ics`, 'GET', 404],
    ['/u/nothing', 'GET', 404],
    ['/api/v1/attendance/record', 'GET', 405],
    ['/api/v1/attendance/record', 'DELETE', 405],
    ['/api/v1/attendance/batch', 'PUT', 405],
    ['/healthz', 'POST', 405],
    ['/realtime', 'GET', 426],
  ])('at %s with %s is %s or 400', async (path, method, status) => {
    const answer = await call(service, path, { method, key });
    expect([
      status,
      ...(path.includes('%ff') ? [400] : []),
      ...(path.length > 250 ? [414] : []),
    ]).toContain(answer.status);
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/[A-Z]/);
  });

  it('does not let a method be another one by a header', async () => {
    const headers = { 'x-http-method-override': 'DELETE' };
    const answer = await call(service, record, { method: 'GET', key, headers });
    expect(answer.status).toBe(405);
  });

  describe('below HTTP', () => {
    it.each([
      ['both lengths', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
      ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n'],
      ['two hosts without sense', 'Content-Length: x\r\n'],
    ])('%s is 400', async (_, headers) => {
      const text = await talk(`POST ${record} HTTP/1.1\r\nHost: x\r\n${headers}\r\nhello`);
      expect(text).toMatch(/^HTTP\/1.1 400 /);
    });

    it('headers that are too large are 431', async () => {
      const text = await talk(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1.1 431 /);
      expect(text).toContain('application/problem+json');
    });

    it('a body or headers that do not come are 408, and the connection is closed', async () => {
      const { config } = context;
      const hasty = {
        ...context,
        config: { ...config, http: { ...config.http, requestSeconds: 1 } },
      };
      const impatient = await startService(hasty);
      // A key that is known need not be asked for, which a busy machine may not do in time.
      await eventually('the key is known', async () => {
        const { status } = await call(impatient, `/api/v1/events/${venue.event.id}/stats`, { key });
        return status === 503 ? undefined : status;
      });
      const head = `POST ${record} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`;
      const noBody = await talk(head, impatient);
      const noHeaders = await talk('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', impatient);
      await impatient.stop();
      expect(noBody).toMatch(/^HTTP\/1.1 408 /);
      expect(noHeaders).toMatch(/^HTTP\/1.1 408 /);
    });
  });

  /** What the service says until it closes the connection. */
  async function talk(text: string, to = service): Promise<string> {
    const { hostname, port } = new URL(to.url);
    return await new Promise((resolve, reject) => {
      let heard = '';
      const socket: Socket = connect(Number(port), hostname, () => socket.write(text));
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        heard += chunk;
        if (/\r\n\r\n.*\}$/s.test(heard)) socket.end();
      });
      socket.on('close', () => resolve(heard));
      socket.on('error', reject);
    });
  }
});
