import { expect, it } from 'vitest';
import { openVenue, requestAt, type Venue } from '../../core/attendance/sample-scans.js';
import { join } from '../../core/participants/sample-participant.js';
import { describeEachEngine, type TestContext } from '../../support/database.js';
import { call, makeKey, type RunningService } from './running-service.js';
import { serveAll } from './serve-all.js';

const path = '/api/v1/attendance/batch';

describeEachEngine('POST /api/v1/attendance/batch', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let venue: Venue;
  let key: string;
  serveAll(engine, async (served) => {
    ({ context, service } = served);
    venue = await openVenue(context);
    ({ key } = await makeKey(context, venue.event));
  });

  const send = async (body: unknown, headers = {}) =>
    await call(service, path, { key, body, headers });
  const someone = async () => (await join(context, venue.event)).id;

  it('answers each item for itself, sorted as in the seed and gate by gate', async () => {
    const [first, second, third] = [await someone(), await someone(), await someone()];
    const answer = await send([
      requestAt(venue, { participantId: first, scanId: 'a' }),
      { gate: 'G1', timestamp: 'yesterday', scanId: 'b' },
      requestAt(venue, { participantId: second, scanId: 'c', gate: 'G2' }),
      'no scan at all',
      requestAt(venue, { participantId: first, scanId: 'd' }),
      requestAt(venue, { participantId: context.ids.next(), scanId: 'e' }),
      requestAt(venue, { participantId: third, scanId: 'f' }),
    ]);
    expect(answer.status).toBe(200);
    const { total, successful, failed, duplicates } = answer.body;
    expect(total).toBe(7);
    const short = (
      list: { index: number; scanId: string | null; verdict: string; status: number }[],
    ) => list.map(({ index, scanId, verdict, status }) => [index, scanId, verdict, status]);
    // The items of the first gate, those that name none, then those of the second gate.
    expect(short(successful)).toEqual([
      [0, 'a', 'accepted', 201],
      [6, 'f', 'accepted', 201],
      [2, 'c', 'accepted', 201],
    ]);
    expect(short(duplicates)).toEqual([[4, 'd', 'duplicate', 409]]);
    expect(short(failed)).toEqual([
      [5, 'e', 'unknown_ticket', 404],
      [1, 'b', 'invalid', 400],
      [3, null, 'invalid', 400],
    ]);
    expect(successful[0].record).toMatchObject({ participantId: first, status: 'confirmed' });
    const stored = await context.database
      .knex('attendance_records')
      .whereIn('scan_id', ['a', 'b', 'c', 'd', 'e', 'f'])
      .pluck('scan_id');
    expect(stored.sort()).toEqual(['a', 'c', 'f']);
  });

  it('answers a batch that is sent again as before, by the scan ids of its items', async () => {
    const items = [
      requestAt(venue, { participantId: await someone(), scanId: 'r1' }),
      requestAt(venue, { participantId: context.ids.next(), scanId: 'r2' }),
    ];
    const first = await send(items);
    const second = await send([...items].reverse());
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.body.successful[0]).toEqual({
      ...first.body.successful[0],
      index: 1,
      replayed: true,
    });
    expect(second.body.failed[0].verdict).toBe('unknown_ticket');
  });

  it('answers a batch that is sent again by its Idempotency-Key', async () => {
    const items = [requestAt(venue, { participantId: await someone() })];
    const headers = { 'idempotency-key': 'batch-7' };
    const first = await send(items, headers);
    const second = await send(items, headers);
    expect(first.body.successful[0].scanId).toBe('batch-7:0');
    expect(second.body.successful[0].record).toEqual(first.body.successful[0].record);
    expect((await send(items, { 'idempotency-key': 'x'.repeat(97) })).status).toBe(400);
  });

  it('refuses a second item with the id of the first and another body', async () => {
    const [one, two] = [await someone(), await someone()];
    const answer = await send([
      requestAt(venue, { participantId: one, scanId: 'twice' }),
      requestAt(venue, { participantId: two, scanId: 'twice' }),
      requestAt(venue, { participantId: one, scanId: 'twice' }),
    ]);
    expect(answer.body.successful.map(({ index }: { index: number }) => index)).toEqual([0, 2]);
    expect(answer.body.failed).toMatchObject([
      { index: 1, verdict: 'scan_id_reused', status: 422 },
    ]);
  });

  it('takes 1,000 items and no more, and one at least', async () => {
    const item = requestAt(venue, { participantId: context.ids.next() });
    const full = await send(Array.from({ length: 1000 }, () => item));
    expect([full.status, full.body.failed.length]).toEqual([200, 1000]);
    for (const wrong of [Array.from({ length: 1001 }, () => item), [], { scans: [item] }, null]) {
      expect((await send(wrong === null ? 'null' : wrong)).status).toBe(400);
    }
  });
});
