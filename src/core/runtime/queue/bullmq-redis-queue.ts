import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../logger.js';
import { type BullmqBackend, workerSettings } from './bullmq-queue.js';

/** Who rings gives up quickly and goes on with its own work. */
const producerOptions: RedisOptions = {
  enableOfflineQueue: false,
  connectTimeout: 2_000,
  commandTimeout: 2_000,
  maxRetriesPerRequest: 1,
};

/** Who listens waits for Redis as long as it takes. */
const workerOptions: RedisOptions = { maxRetriesPerRequest: null };

/** BullMQ on Redis. Connects when a half is made; a Redis that is away is waited for, not fatal. */
export function createRedisBackend(url: string, logger: Logger): BullmqBackend {
  const connections: Redis[] = [];

  function connect(options: RedisOptions): Redis {
    const connection = new Redis(url, options);
    connection.on('error', (err) => logger.debug({ err }, 'the connection to Redis failed'));
    connections.push(connection);
    return connection;
  }

  return {
    createQueue: (name) =>
      new Queue(name, {
        connection: connect(producerOptions),
        prefix: 'evm',
        skipVersionCheck: true,
      }),
    createWorker: (name, processor, concurrency) =>
      new Worker(name, processor, {
        ...workerSettings,
        connection: connect(workerOptions),
        prefix: 'evm',
        concurrency,
      }),
    async close() {
      for (const connection of connections) connection.disconnect();
    },
  };
}
