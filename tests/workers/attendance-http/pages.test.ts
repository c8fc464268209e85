import { describe, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { createUnsubscribeToken } from '../../../src/core/mailing/unsubscribe-token.js';
import { makeEvent } from '../../core/events/sample-event.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { call, type RunningService } from './running-service.js';
import { serveAll } from './serve-all.js';

describeEachEngine('what the attendance service shows to everybody', (engine) => {
  let context: TestContext;
  let service: RunningService;
  serveAll(engine, (served) => {
    ({ context, service } = served);
  });

  it('says that it lives and that it is ready', async () => {
    expect((await call(service, '/healthz')).body).toEqual({ status: 'ok' });
    expect((await call(service, '/readyz')).body).toEqual({ status: 'ready' });
  });

  it('describes itself: each route with what it takes and answers', async () => {
    const { status, body } = await call(service, '/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(body.paths).sort()).toEqual([
      '/api/v1/attendance/batch',
      '/api/v1/attendance/record',
      '/api/v1/attendance/{scanId}',
      '/api/v1/events/{id}/stats',
      '/api/v1/events/{id}/timeline',
      '/api/v1/events/{id}/view',
      '/api/v1/gates/{id}/stats',
    ]);
    const { post } = body.paths['/api/v1/attendance/record'];
    const { properties } = post.requestBody.content['application/json'].schema;
    expect(properties.method.enum).toEqual(['ble_auto', 'qr_scan', 'manual']);
    expect(post.security).toEqual([{ bearer: [] }]);
  });

  it('sends the headers that keep browsers from mischief, and an id with each answer', async () => {
    const [one, two] = [await call(service, '/healthz'), await call(service, '/nothing')];
    for (const { headers } of [one, two]) {
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(one.headers.get('x-request-id')).not.toBe(two.headers.get('x-request-id'));
  });

  it('counts what it answered, by route and status', async () => {
    await call(service, '/healthz');
    const { text, headers } = await call(service, '/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toMatch(
      /evm_http_requests_total\{route="\/healthz",method="GET",status="200"\} \d/,
    );
    expect(text).toContain('evm_http_request_duration_seconds_bucket');
  });

  describe('of an event', () => {
    it('gives a public one out as a calendar, by its slug', async () => {
      const event = await makeEvent(context, { privacy: 'public', name: 'DevDay; 2030' });
      await changeEventStatus(context, event.slug, 'published');
      const { status, headers, text } = await call(service, `/e/${event.slug}.ics`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('text/calendar');
      expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/);
      expect(text).toContain('SUMMARY:DevDay\\; 2030');
    });

    it('gives a private one out by its share code alone, and a draft not at all', async () => {
      const event = await makeEvent(context, { privacy: 'private' });
      const draft = `/e/${event.shareCode}.ics`;
      expect((await call(service, draft)).status).toBe(404);
      await changeEventStatus(context, event.slug, 'published');
      expect((await call(service, `/e/${event.slug}.ics`)).status).toBe(404);
      expect((await call(service, draft)).status).toBe(200);
    });
  });

  it('gives one calendar of all public events out, without drafts and private ones', async () => {
    const shown = await makeEvent(context, { privacy: 'public', name: 'Shown to all' });
    const hidden = await makeEvent(context, { privacy: 'private', name: 'Not for all' });
    await makeEvent(context, { privacy: 'public', name: 'Not ready' });
    for (const { slug } of [shown, hidden]) await changeEventStatus(context, slug, 'published');
    const { status, headers, text } = await call(service, '/events.ics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/calendar');
    expect(text).toContain('SUMMARY:Shown to all');
    expect(text).not.toMatch(/Not (?:for all|ready)/);
  });

  describe('to whoever follows an unsubscribe link', () => {
    const suppressed = async () => (await context.database.knex('suppressions').count())[0]?.count;

    it('asks in Korean and English, and takes nobody off a list for looking', async () => {
      const before = await suppressed();
      const token = createUnsubscribeToken(context.keyring, context.ids.next());
      const { status, text, headers } = await call(service, `/u/${token}`);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      for (const word of ['수신 거부', 'Unsubscribe', 'method="post"'])
        expect(text).toContain(word);
      expect(text).not.toContain(token);
      expect(await suppressed()).toBe(before);
    });

    it.each([
      ['a button', 'application/x-www-form-urlencoded', ''],
      ['one click', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
      ['one click in parts', 'multipart/form-data; boundary=b', '--b--'],
    ])('does it by %s', async (_, type, body) => {
      const token = createUnsubscribeToken(context.keyring, context.ids.next());
      const headers = { 'content-type': type };
      const answer = await call(service, `/u/${token}`, { method: 'POST', body, headers });
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('수신 거부되었습니다');
    });

    it('says so when the link is none of ours', async () => {
      for (const method of ['GET', 'POST']) {
        const { status, text } = await call(service, `/u/${'A'.repeat(44)}`, { method });
        expect(status).toBe(404);
        expect(text).toContain('not valid');
      }
    });
  });
});
