import { writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addGate } from '../../src/core/events/add-gate.js';
import type { Event } from '../../src/core/events/schema.js';
import { showTicket } from '../../src/core/tickets/show-ticket.js';
import { makeEvent } from '../core/events/sample-event.js';
import { join } from '../core/participants/sample-participant.js';
import {
  createPlace,
  describeEachEngine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

describeEachEngine('at the desk', (engine) => {
  let place: TestPlace;
  let event: Event;
  beforeAll(async () => {
    place = await createPlace(engine);
    const context = await openTestContext(place);
    const startsAt = new Date(Date.now() - 3_600_000).toISOString();
    event = await makeEvent(context, { slug: 'devday', startsAt });
    await addGate(context, event.slug, { code: 'G1' });
    for (const name of ['홍길동', '김철수', '이영희']) await join(context, event, { name });
    await context.close();
  });
  afterAll(async () => await place?.remove());

  async function evm(...argv: string[]) {
    const { exitCode, stdout, stderr } = await runInProcess(
      [...argv, '--event', 'devday', '--json'],
      {
        env: place.env,
      },
    );
    return { exitCode, stderr, data: stdout === '' ? undefined : JSON.parse(stdout) };
  }

  it('a participant is checked in once, and the check-in can be taken back', async () => {
    const first = await evm('checkin', '홍길동', '--gate', 'G1');
    expect(first).toMatchObject({
      exitCode: 0,
      data: { checkin: { verdict: 'accepted', registrationNumber: '#001', name: '홍길동' } },
    });
    const second = await evm('checkin', '#001', '--gate', 'g1');
    expect(second).toMatchObject({ exitCode: 5, data: { checkin: { verdict: 'duplicate' } } });
    expect(await evm('checkin', 'undo', '#001')).toMatchObject({
      exitCode: 0,
      data: { undone: { scanId: first.data.checkin.scanId } },
    });
    expect(await evm('checkin', 'undo', '#001')).toMatchObject({ exitCode: 4 });
    expect((await evm('checkin', '#001', '--gate', 'G1')).exitCode).toBe(0);
  });

  it('the text of a ticket is judged as at a gate', async () => {
    const context = await openTestContext(place);
    const guest = await join(context, event, { name: '박민수' });
    const ticket = await showTicket(context, event, guest);
    await context.database.knex('participants').where({ id: guest.id }).update({ ticket_copy: 2 });
    const newest = await showTicket(context, event, { ...guest, ticketCopy: 2 });
    await context.close();
    const old = await evm('checkin', ticket.payload, '--gate', 'G1');
    expect(old).toMatchObject({ exitCode: 5, data: { checkin: { verdict: 'superseded_copy' } } });
    const right = await evm('checkin', newest.payload, '--gate', 'G1');
    expect(right).toMatchObject({
      exitCode: 0,
      data: { checkin: { verdict: 'accepted', name: '박민수', participantId: guest.id } },
    });
    const file = joinPath(place.home, 'tickets.csv');
    const at = new Date(Date.now() - 600_000).toISOString();
    writeFileSync(file, `ticket,gate,timestamp\n${ticket.payload},G1,${at}\n`);
    expect((await evm('attendance', 'import', file)).data).toMatchObject({
      errors: [{ row: 2, reason: 'superseded_copy' }],
    });
  });

  it('a gate or a person that does not exist is named', async () => {
    expect((await evm('checkin', '#001', '--gate', 'G7')).exitCode).toBe(4);
    expect((await evm('checkin', '#999', '--gate', 'G1')).exitCode).toBe(4);
  });

  it('a file of scans is recorded once, and each row that failed is told with its reason', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const file = joinPath(place.home, 'scans.csv');
    const rows = [
      'participant,gate,timestamp,method',
      `#002,G1,${at},qr_scan`,
      `#003,G1,${at},ble_auto`,
      `#003,G1,${at},ble_auto`,
      `#099,G1,${at},qr_scan`,
      '#002,G1,yesterday,qr_scan',
      `#002,G9,${at},qr_scan`,
    ];
    writeFileSync(file, `${rows.join('\n')}\n`);
    const { exitCode, data } = await evm('attendance', 'import', file);
    expect(exitCode).toBe(3);
    expect(data).toMatchObject({ totalProcessed: 6, successful: 3, failed: 3 });
    expect(data.errors.map(({ row }: { row: number }) => row)).toEqual([5, 6, 7]);
    const list = await evm('attendance', 'list', '--limit', '500');
    const again = await evm('attendance', 'import', file);
    expect(again.data).toEqual(data);
    const after = await evm('attendance', 'list', '--limit', '500');
    expect(after.data).toEqual(list.data);
  });

  it('all scans are exported', async () => {
    const out = joinPath(place.home, 'out.csv');
    const { data } = await evm('attendance', 'export', '--out', out);
    const listed = await evm('attendance', 'list', '--limit', '500');
    expect(data.export.rows).toBe(listed.data.scans.length);
  });
});
