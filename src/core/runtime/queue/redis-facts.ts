import { Redis } from 'ioredis';

/** What a Redis says about itself. */
export interface RedisFacts {
  version: string;
  /** `noeviction` is the only one that keeps every job. */
  evictionPolicy: string;
  /** The append-only file, which keeps what was acknowledged over a crash. */
  appendOnly: boolean;
}

/** Asks the Redis at `url`; INFO only, because hosted ones refuse CONFIG. Throws when it is away. */
export async function readRedisFacts(url: string): Promise<RedisFacts> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 3_000,
    commandTimeout: 3_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The rejected call tells the same.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const info = await client.info();
    const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
    return {
      version: field('redis_version'),
      evictionPolicy: field('maxmemory_policy') || 'unknown',
      appendOnly: field('aof_enabled') === '1',
    };
  } finally {
    client.disconnect();
  }
}
