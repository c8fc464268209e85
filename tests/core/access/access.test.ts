import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../../src/core/access/authenticate.js';
import { createApiKey } from '../../../src/core/access/create-api-key.js';
import { createToken } from '../../../src/core/access/create-token.js';
import { listAccess } from '../../../src/core/access/list-access.js';
import { revokeAccess } from '../../../src/core/access/revoke-access.js';
import { addGate } from '../../../src/core/events/add-gate.js';
import type { Event } from '../../../src/core/events/schema.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { findCanariesInDatabase } from '../../support/canary.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';

const start = new Date();

describeEachEngine('access', (engine) => {
  let context: TestContext;
  let event: Event;
  const clock = fixedClock(start);
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
    event = await makeEvent(context);
    await addGate(context, event.slug, { code: 'G1' });
  });
  afterAll(async () => await context?.close());

  const authenticator = () => createAuthenticator(context);
  const key = async (expires?: string) =>
    await createApiKey(context, {
      event: event.slug,
      scopes: ['attendance:write', 'attendance:write'],
      gates: ['g1'],
      expires,
    });
  const token = async (minutes = 60) =>
    await createToken(context, { event: event.slug, role: 'viewer', minutes, gates: [] });

  it('by key is for one event, its scopes and its gates', async () => {
    const { access, secret, gates } = await key();
    expect(secret).toMatch(/^evm_[A-Za-z0-9_-]{43}$/);
    expect(await authenticator().identify(secret)).toMatchObject({
      keyId: access.id,
      eventId: event.id,
      scopes: ['attendance:write'],
      gateIds: [gates[0]?.id],
    });
  });

  it('leaves nothing in the database with which somebody could come in', async () => {
    const [made, other] = [await key(), await token()];
    const { knex } = context.database;
    const leaks = await findCanariesInDatabase(
      [made.secret.slice(4), other.secret.split('.')[2] as string],
      async (sql) => (await knex.raw(sql)).rows,
    );
    expect(leaks).toEqual([]);
  });

  it('by one wrong character is none', async () => {
    const { secret } = await key();
    const wrong = secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(await authenticator().identify(wrong)).toBeUndefined();
  });

  it('ends when the key or token does, also for whoever is remembered', async () => {
    const tomorrow = new Date(clock.now().getTime() + 86_400_000).toISOString();
    const [made, other] = [await key(tomorrow), await token(60)];
    const one = authenticator();
    expect(await one.identify(made.secret)).toBeDefined();
    expect(await one.identify(other.secret)).toBeDefined();
    clock.advance(3_600_000);
    expect(await one.identify(other.secret)).toBeUndefined();
    expect(await authenticator().identify(other.secret)).toBeUndefined();
    clock.advance(86_400_000);
    expect(await one.identify(made.secret)).toBeUndefined();
  });

  it('is refused to a key that would have ended before it was made, or at no time at all', async () => {
    await expect(key('2001-01-01')).rejects.toMatchObject({ code: 'ACCESS_EXPIRY' });
    await expect(key('soon')).rejects.toMatchObject({ code: 'ACCESS_EXPIRY' });
  });

  it('ends with a revocation, which is asked of the record', async () => {
    const { access, secret } = await token();
    const one = authenticator();
    const caller = await one.identify(secret);
    expect(caller && (await one.confirm(caller))).toBe(event.slug);
    expect(await revokeAccess(context, access.id)).toMatchObject({ isRepeated: false });
    expect(caller && (await one.confirm(caller))).toBeUndefined();
    expect(await one.usable([access.id])).toEqual(new Set());
    expect(await authenticator().identify(secret)).toBeUndefined();
    expect(await revokeAccess(context, access.id)).toMatchObject({ isRepeated: true });
  });

  it('is revoked by id alone: an ambiguous beginning changes nothing, a pasted key is not repeated', async () => {
    const { access, secret } = await key();
    await key();
    await expect(revokeAccess(context, access.id.slice(0, 4))).rejects.toMatchObject({
      code: 'ACCESS_AMBIGUOUS',
    });
    const error = await revokeAccess(context, secret).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'ACCESS_NOT_FOUND' });
    expect(JSON.stringify([error, (error as Error).message])).not.toContain(secret.slice(4));
    const short = `${access.id.slice(0, 8)}…${access.id.slice(-4)}`;
    expect((await revokeAccess(context, short)).access.id).toBe(access.id);
  });

  it('is noted at most once a minute', async () => {
    const { access, secret } = await key();
    const used = async () => {
      const { listed } = await listAccess(context, event.slug);
      return listed.find((one) => one.access.id === access.id)?.access.lastUsedAt;
    };
    const one = authenticator();
    expect(await used()).toBeUndefined();
    await one.identify(secret);
    await one.close();
    const first = await used();
    expect(first).toEqual(clock.now());
    clock.advance(59_000);
    for (const again of [one, authenticator()]) {
      await again.identify(secret);
      await again.close();
    }
    expect(await used()).toEqual(first);
    clock.advance(2_000);
    await one.identify(secret);
    await one.close();
    expect(await used()).toEqual(clock.now());
  });

  describe('by a token that is signed, but not as ours are,', () => {
    const sign = async (
      change: (jwt: SignJWT, id: string) => SignJWT,
      options: { alg?: string; purpose?: 'token-signing' | 'file-encryption'; kid?: string } = {},
    ) => {
      const { alg = 'HS256', purpose = 'token-signing', kid = '1' } = options;
      const { access } = await token();
      const now = Math.floor(clock.now().getTime() / 1000);
      const jwt = new SignJWT()
        .setProtectedHeader({ alg, typ: 'JWT', kid })
        .setIssuer('evm')
        .setAudience('evm:attendance')
        .setJti(access.id)
        .setIssuedAt(now)
        .setExpirationTime(now + 3600);
      const signing = context.keyring.encryptionKey(purpose, 1);
      if (!signing) throw new Error('no key');
      return await change(jwt, access.id).sign(signing);
    };
    const identify = async (text: string) => await authenticator().identify(text);

    it('is none, while one as ours are is', async () => {
      expect(await identify(await sign((jwt) => jwt))).toBeDefined();
      const later = Math.floor(clock.now().getTime() / 1000);
      const wrong = [
        await sign((jwt) => jwt.setIssuer('somebody')),
        await sign((jwt) => jwt.setAudience('evm:mail')),
        await sign((jwt) => jwt.setJti(context.ids.next())),
        await sign((jwt) => jwt.setIssuedAt(later - 25 * 3600)),
        await sign((jwt) => jwt.setIssuedAt(later + 3600)),
        await sign((jwt) => jwt, { alg: 'HS512' }),
        await sign((jwt) => jwt, { purpose: 'file-encryption' }),
        await sign((jwt) => jwt, { kid: '9' }),
      ];
      for (const text of wrong) expect(await identify(text), text).toBeUndefined();
    });

    it('and that has the id of an API key, is none', async () => {
      const { access } = await key();
      expect(await identify(await sign((jwt) => jwt.setJti(access.id)))).toBeUndefined();
    });
  });
});
