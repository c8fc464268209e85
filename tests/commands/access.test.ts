import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlace, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

describe('evm apikey and evm token', () => {
  let place: TestPlace;
  beforeAll(async () => {
    place = await createPlace('embedded');
    await evm(
      'event',
      'create',
      '--slug',
      'day',
      '--name',
      'Day',
      '--starts',
      '2030-12-01 09:00',
      '--timezone',
      'UTC',
    );
    await evm('gate', 'add', '--event', 'day', '--code', 'G1');
  });
  afterAll(async () => await place?.remove());

  async function evm(...args: string[]) {
    return await runInProcess(args, { env: place.env });
  }

  it('print a key once, list it without, and take it back', async () => {
    const made = await evm(
      'apikey',
      'create',
      '--event',
      'day',
      '--gate',
      'G1',
      '--name',
      'north',
      '--json',
    );
    const { apiKey } = JSON.parse(made.stdout);
    expect(apiKey).toMatchObject({
      key: expect.stringMatching(/^evm_[\w-]{43}$/),
      scopes: ['attendance:write'],
      gates: ['G1'],
      event: 'day',
      name: 'north',
    });
    const token = await evm(
      'token',
      'create',
      '--event',
      'day',
      '--role',
      'viewer',
      '--minutes',
      '30',
    );
    expect(token.stdout).toMatch(/\n {2}ey[\w-]+\.[\w-]+\.[\w-]+\n/);
    const listed = await evm('apikey', 'list', '--event', 'day', '--json');
    expect(listed.stdout).not.toContain(apiKey.key);
    expect(JSON.parse(listed.stdout).apiKeys).toMatchObject([
      { kind: 'token', scopes: ['attendance:read'] },
      { kind: 'api_key', id: apiKey.id, revokedAt: null },
    ]);
    const revoked = await evm('apikey', 'revoke', apiKey.id);
    expect([revoked.exitCode, revoked.stdout]).toEqual([0, '✓ API key north is revoked\n']);
    const text = await evm('apikey', 'list', '--event', 'day');
    expect(text.stdout).toContain('revoked');
  });

  it.each([
    [['apikey', 'create', '--event', 'day', '--scope', 'everything'], 2],
    [['apikey', 'create', '--event', 'day', '--gate', 'G7'], 4],
    [['apikey', 'create', '--event', 'day', '--expires', '2001-01-01'], 2],
    [['apikey', 'revoke', 'nothing'], 4],
    [['token', 'create', '--event', 'day', '--role', 'viewer', '--minutes', '1441'], 2],
    [['token', 'create', '--event', 'day', '--role', 'king', '--minutes', '1'], 2],
    [['serve', '--port', '70000'], 2],
  ])('%o end with %i', async (args, exitCode) => {
    expect((await evm(...args)).exitCode).toBe(exitCode);
  });
});
