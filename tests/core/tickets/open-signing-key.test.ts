import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { openKeyring } from '../../../src/core/runtime/crypto/keyring.js';
import { formatPublicKey, parsePublicKeys } from '../../../src/core/tickets/event-key.js';
import { openSigningKey } from '../../../src/core/tickets/open-signing-key.js';
import { showEventKey } from '../../../src/core/tickets/show-event-key.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from './sample-event.js';

describeEachEngine("an event's signing key", (engine) => {
  let context: TestContext;
  let event: Event;
  let sequence = 0;

  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context.close());

  async function freshEvent(): Promise<Event> {
    event = await makeEvent(context, `event-${++sequence}`);
    return event;
  }

  it('is made once and then stays', async () => {
    const { id } = await freshEvent();
    const first = await openSigningKey(context, id);
    expect((await openSigningKey(context, id)).tag).toEqual(first.tag);
  });

  it('is one and the same for all who need it first at the same moment', async () => {
    const { id } = await freshEvent();
    const keys = await Promise.all(
      Array.from({ length: 8 }, async () => await openSigningKey(context, id)),
    );
    expect(new Set(keys.map(({ tag }) => tag.toString('hex'))).size).toBe(1);
    expect(await context.database.knex('event_signing_keys').where({ event_id: id })).toHaveLength(
      1,
    );
  });

  it('is another one for another event', async () => {
    const one = await openSigningKey(context, (await freshEvent()).id);
    const other = await openSigningKey(context, (await freshEvent()).id);
    expect(one.tag).not.toEqual(other.tag);
  });

  it('signs no more once it is retired, and its public half is still given out', async () => {
    const { id } = await freshEvent();
    const old = await openSigningKey(context, id);
    await context.database
      .knex('event_signing_keys')
      .where({ event_id: id })
      .update({ retired_at: new Date() });
    const next = await openSigningKey(context, id);
    expect(next.tag).not.toEqual(old.tag);

    const published = parsePublicKeys(await showEventKey(context, event), 'event.pem');
    expect(published.map(({ tag }) => tag)).toEqual([next.tag, old.tag]);
  });

  it('is given out as PEM before any ticket was made', async () => {
    const { id } = await freshEvent();
    const pem = await showEventKey(context, { id });
    expect(pem).toBe(formatPublicKey(await openSigningKey(context, id)));
  });

  it('does not open with another master key', async () => {
    const { id } = await freshEvent();
    await openSigningKey(context, id);
    const { random } = context;
    const keyring = openKeyring({
      masterKey: '99'.repeat(32),
      keyFile: '-',
      create: false,
      random,
    });
    await expect(openSigningKey({ ...context, keyring }, id)).rejects.toMatchObject({
      code: 'DECRYPT_FAILED',
    });
  });
});
