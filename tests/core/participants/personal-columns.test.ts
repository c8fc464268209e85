import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { updateParticipant } from '../../../src/core/participants/update-participant.js';
import { findCanariesInDatabase } from '../../support/canary.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { importCsv } from '../imports/sample-import.js';
import { join } from './sample-participant.js';

const canaries = ['canary.bird', '+821098765432', '1098765432', '98765432', '1987-06-05'];

describeEachEngine('the personal columns of participants', (engine) => {
  let context: TestContext;
  let event: Event;
  beforeAll(async () => {
    context = await openTestContext(engine);
    event = await makeEvent(context);
  });
  afterAll(async () => await context?.close());

  const rows = async (where: object = {}) =>
    await context.database.knex('participants').where(where).orderBy('created_at').select();
  const leaks = async () =>
    await findCanariesInDatabase(canaries, async (sql) => {
      const { rows } = await context.database.knex.raw<{ rows: Record<string, unknown>[] }>(sql);
      return rows;
    });

  it('hold nothing readable, in no table, whichever way they were written', async () => {
    const person = {
      email: 'canary.bird@example.com',
      phone: '+821098765432',
      birthDate: '1987-06-05',
    };
    const { id } = await join(context, event, person);
    await updateParticipant(context, event, id, { name: '김다른' });
    const list = [
      'name,email,phone,birth date',
      '이가져온,canary.bird2@example.com,010-9876-5432,1987-06-05',
      'x,canary.bird3@example.com,010-9876-5432,1987-06-05',
    ];
    const document = await importCsv(context, event, list.join('\n'));
    expect(document.counts).toMatchObject({ created: 1, rejected: 1 });
    const updated = list.slice(0, 2).join('\n').replace('1987-06-05', '1987-06-06');
    await importCsv(context, event, updated, { onExisting: 'update' });
    expect(await leaks()).toEqual([]);
  });

  it('are found by the search for readable ones: the control', async () => {
    await context.database.knex('participants').update({ name: 'canary.bird@example.com' });
    expect((await leaks()).length).toBeGreaterThan(0);
  });

  it('differ for two people with the same phone, and for the same data written twice', async () => {
    const phone = '+821000000000';
    const one = await join(context, event, { phone });
    const two = await join(context, event, { phone });
    const [a] = await rows({ id: one.id });
    const [b] = await rows({ id: two.id });
    expect(a.personal_encrypted.equals(b.personal_encrypted)).toBe(false);
    await updateParticipant(context, event, one.id, { name: '김같은' });
    const [again] = await rows({ id: one.id });
    expect(again.personal_encrypted.equals(a.personal_encrypted)).toBe(false);
  });

  it('have one index for one address, in any event, and none that shows the address', async () => {
    const email = 'indexed@example.com';
    const other = await makeEvent(context);
    const ids = [await join(context, event, { email }), await join(context, other, { email })];
    const [a] = await rows({ id: ids[0]?.id });
    const [b] = await rows({ id: ids[1]?.id });
    expect(a.email_index.equals(b.email_index)).toBe(true);
    expect(a.email_index).toHaveLength(32);
    expect(a.personal_encrypted.equals(b.personal_encrypted)).toBe(false);
  });

  it('cannot be moved to another row', async () => {
    const phone = '+821011112222';
    const [one, two] = [await join(context, event, { phone }), await join(context, event)];
    const [row] = await rows({ id: one.id });
    await context.database
      .knex('participants')
      .where({ id: two.id })
      .update({ personal_encrypted: row.personal_encrypted });
    await expect(updateParticipant(context, event, two.id, { name: 'x' })).rejects.toMatchObject({
      code: 'DECRYPT_FAILED',
    });
  });
});
