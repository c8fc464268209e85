import { createPostgresBackend, type PostgresConnectionOptions, Queue, Worker } from 'bullmq';
import type { QueueConnection } from '../database/database.js';
import { type BullmqBackend, workerSettings } from './bullmq-queue.js';

/** BullMQ in the same PostgreSQL as the record, embedded or not. Its schema is called `bullmq`. */
export function createPostgresQueueBackend(connection: QueueConnection): BullmqBackend {
  // Settings, not a pool, on a server: each half makes its own connections. One small pool that they
  // share deadlocks, because each keeps a client for LISTEN.
  const connect = () => postgresOptions(connection);
  return {
    createQueue: (name) => new Queue(name, { connection: connect() }, createPostgresBackend),
    createWorker: (name, processor, concurrency) =>
      new Worker(
        name,
        processor,
        { ...workerSettings, connection: connect(), concurrency },
        createPostgresBackend,
      ),
    close: async () => undefined,
  };
}

export function postgresOptions(connection: QueueConnection): PostgresConnectionOptions {
  if (connection.kind === 'settings') return { ...connection.settings };
  return connection.pool as PostgresConnectionOptions;
}
