import { Redis } from 'ioredis';
import type { Context } from '../../../runtime/context.js';
import type { SnapshotCache } from '../snapshot-cache.js';

const keptSeconds = 300;

/** Snapshots in Redis, under the event and the version. Connects in the background. */
export function openRedisSnapshots(
  { logger }: Pick<Context, 'logger'>,
  url: string,
  patienceMs = 250,
): SnapshotCache {
  const redis = new Redis(url, {
    // Asking the database takes a few milliseconds: a slow or missing Redis is not worth a wait.
    enableOfflineQueue: false,
    connectTimeout: 2_000,
    commandTimeout: patienceMs,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', (err) => logger.debug({ err }, 'the connection to Redis failed'));

  async function orNothing<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await act();
    } catch (err) {
      logger.debug({ err }, 'Redis was not there for the statistics');
      return undefined;
    }
  }

  return {
    async get(eventId, version) {
      return await orNothing(async () => {
        const text = await redis.get(keyOf(eventId, version));
        const found = text === null ? undefined : JSON.parse(text);
        // What another version of evm put there is none.
        return Array.isArray(found?.hours) && Array.isArray(found?.minutes) ? found : undefined;
      });
    },
    async set(eventId, snapshot) {
      const key = keyOf(eventId, snapshot.version);
      await orNothing(
        async () => await redis.set(key, JSON.stringify(snapshot), 'EX', keptSeconds),
      );
    },
    async close() {
      redis.disconnect();
    },
  };
}

function keyOf(eventId: string, version: number): string {
  return `evm:stats:${eventId}:${version}`;
}
