import { Redis, type RedisOptions } from 'ioredis';
import type { Closable } from '../../runtime/lifecycle.js';
import type { Logger } from '../../runtime/logger.js';
import { liveChannel } from '../live-channel.js';

export interface RedisLiveBell {
  /** A Redis that is away is not waited for. Never throws. */
  ring(eventId: string): Promise<void>;
  close(): void;
}

interface Place {
  url: string;
  logger: Logger;
}

/** Who rings gives up quickly; the services look by themselves a little later. */
export function openRedisLiveBell({ url, logger }: Place): RedisLiveBell {
  const redis = connect(
    { url, logger },
    { enableOfflineQueue: true, commandTimeout: 1_000, maxRetriesPerRequest: 0 },
  );
  return {
    async ring(eventId) {
      try {
        await redis.publish(liveChannel, eventId);
      } catch (err) {
        logger.debug({ err }, 'Redis could not be told of live events');
      }
    },
    close: () => redis.disconnect(),
  };
}

/** Subscribes, and again after each loss of the connection. */
export function listenOnRedis(place: Place, hear: (eventId: string) => void): Closable {
  const redis = connect(place, { maxRetriesPerRequest: null });
  redis.on('message', (_channel: string, eventId: string) => hear(eventId));
  redis.subscribe(liveChannel).catch((err: unknown) => {
    place.logger.debug({ err }, 'Redis cannot be listened to');
  });
  return { close: async () => redis.disconnect() };
}

function connect({ url, logger }: Place, options: RedisOptions): Redis {
  const redis = new Redis(url, { connectTimeout: 2_000, ...options });
  redis.on('error', (err) => logger.debug({ err }, 'the connection to Redis failed'));
  return redis;
}
