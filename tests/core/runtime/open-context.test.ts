import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openContext } from '../../../src/core/runtime/open-context.js';
import {
  configOf,
  createPlace,
  describeEachEngine,
  type TestPlace,
} from '../../support/database.js';

const key = (byte: string) => byte.repeat(64);

describeEachEngine('the keys of an installation', (engine) => {
  let place: TestPlace;
  beforeAll(async () => {
    place = await createPlace(engine);
  });
  afterAll(async () => await place?.remove());

  const open = async (settings: { masterKey?: string } = {}) =>
    await openContext(configOf(place, settings), { command: 'test' });
  const fingerprints = async () => {
    const context = await openContext(configOf(place), { command: 'test', migrate: false });
    const found = await context.database.knex('installation').pluck('key_fingerprint');
    await context.close();
    return found;
  };

  it('are made by the first command, in a file of its own, and remembered', async () => {
    expect(await fingerprints()).toEqual([]);
    const context = await open();
    const made = context.keyring.fingerprint(1);
    await context.close();
    expect(statSync(join(place.home, 'master.key')).mode & 0o777).toBe(0o600);
    expect(await fingerprints()).toEqual([made]);
    await (await open()).close();
    expect(await fingerprints()).toEqual([made]);
  });

  it('are refused when they are others, before anything is encrypted, and the database is let go', async () => {
    await expect(open({ masterKey: key('a') })).rejects.toMatchObject({
      code: 'KEY_MISMATCH',
      exitCode: 2,
    });
    await (await open()).close();
  });

  it('are not made anew when they are lost', async () => {
    rmSync(join(place.home, 'master.key'));
    await expect(open()).rejects.toMatchObject({ code: 'KEY_MISSING', exitCode: 2 });
    await expect(open()).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  it('are those of the first, when two first commands have different ones', async () => {
    const other = await createPlace(engine);
    try {
      const openWith = async (masterKey: string) =>
        await openContext(configOf(other, { masterKey }), { command: 'test' });
      const attempts = [];
      for (const masterKey of [key('a'), key('b')]) {
        const [attempt] = await Promise.allSettled([openWith(masterKey)]);
        attempts.push(attempt?.status);
        if (attempt?.status === 'fulfilled') await attempt.value.close();
      }
      expect(attempts).toEqual(['fulfilled', 'rejected']);
    } finally {
      await other.remove();
    }
  });
});
