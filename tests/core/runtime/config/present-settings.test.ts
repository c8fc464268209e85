import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../src/core/runtime/config/load-config.js';
import {
  presentSettings,
  withoutPassword,
} from '../../../../src/core/runtime/config/present-settings.js';

describe('settings that are shown', () => {
  it('name their origin and hide secrets and passwords', async () => {
    const loaded = await loadConfig({
      env: {
        DATABASE_URL: 'postgres://evm:hunter2@db.example:5432/evm',
        EVM_MASTER_KEY: 'b'.repeat(64),
      },
      cwd: '/',
      userName: 'mina',
      directories: { data: '/data', config: '/none' },
    });
    const settings = presentSettings(loaded);
    expect(settings).toContainEqual({
      name: 'databaseUrl',
      value: 'postgres://evm:***@db.example:5432/evm',
      origin: 'DATABASE_URL',
    });
    expect(settings).toContainEqual({
      name: 'masterKey',
      value: '(set)',
      origin: 'EVM_MASTER_KEY',
    });
    expect(settings).toContainEqual({ name: 'redisUrl', value: null, origin: 'default' });
    expect(settings).toContainEqual({ name: 'worker.concurrency', value: 4, origin: 'default' });
    expect(JSON.stringify(settings)).not.toMatch(/hunter2|bbbb/);
  });
});

describe('a URL without its password', () => {
  it.each([
    ['postgres://u@h/d', 'postgres://u@h/d'],
    ['postgres:///d?host=/run/pg', 'postgres:///d?host=/run/pg'],
    ['rediss://:p@h:6379/0', 'rediss://:***@h:6379/0'],
    ['postgres://h/d?password=p&user=u', 'postgres://h/d?password=***&user=u'],
    ['postgres://u:%C3%BC@h/d', 'postgres://u:***@h/d'],
  ])('of %s is %s', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown);
  });
});
