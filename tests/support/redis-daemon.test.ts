import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RedisDaemon, startRedisDaemon } from './redis-daemon.js';
import { createRedisDatabase, hasPrivateDaemons, hasRedis } from './test-daemons.js';

describe.skipIf(!hasPrivateDaemons())('a private Redis server', () => {
  let daemon: RedisDaemon;
  beforeAll(async () => {
    daemon = await startRedisDaemon();
  });
  afterAll(() => daemon?.remove());

  it('evicts nothing and writes an append-only file', async () => {
    await withClient(daemon.url, async (client) => {
      expect(await client.config('GET', 'maxmemory-policy')).toContain('noeviction');
      expect(await client.config('GET', 'appendonly')).toContain('yes');
    });
  });

  it('keeps its data over a stop and loses it to a flush', async () => {
    await withClient(daemon.url, (client) => client.set('kept', '1'));
    await daemon.stop();
    await daemon.start();
    expect(await withClient(daemon.url, (client) => client.get('kept'))).toBe('1');
    await daemon.flush();
    expect(await withClient(daemon.url, (client) => client.get('kept'))).toBeNull();
  });

  it('comes back after it was killed', async () => {
    await daemon.kill();
    await expect(withClient(daemon.url, (client) => client.ping())).rejects.toThrow();
    await daemon.start();
    expect(await withClient(daemon.url, (client) => client.ping())).toBe('PONG');
  });

  it('can be given an evicting policy', async () => {
    await daemon.configure('maxmemory-policy', 'allkeys-lru');
    await withClient(daemon.url, async (client) => {
      expect(await client.config('GET', 'maxmemory-policy')).toContain('allkeys-lru');
    });
  });
});

describe.skipIf(!hasRedis())('databases on the shared Redis server', () => {
  it('are empty and apart from each other', async () => {
    const [first, second] = [await createRedisDatabase(), await createRedisDatabase()];
    await withClient(first.url, (client) => client.set('only', 'first'));
    expect(await withClient(second.url, (client) => client.get('only'))).toBeNull();
    await first.drop();
    expect(await withClient(first.url, (client) => client.dbsize())).toBe(0);
  });
});

async function withClient<Result>(
  url: string,
  act: (client: Redis) => Promise<Result>,
): Promise<Result> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await act(client);
  } finally {
    client.disconnect();
  }
}
