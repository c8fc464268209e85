import type { Context } from '../context.js';
import type { Database } from '../database/database.js';
import type { DoorbellQueue } from './doorbell-queue.js';

/**
 * The queue of this installation: BullMQ on Redis where `redisUrl` is set, else in the database.
 * Nothing is loaded or connected before it is needed.
 */
export async function openQueue(
  context: Pick<Context, 'config' | 'database' | 'ids' | 'logger'>,
): Promise<DoorbellQueue> {
  const { config, database, logger } = context;
  if (config.redisUrl) {
    const { createBullmqQueue } = await import('./bullmq-queue.js');
    const { createRedisBackend } = await import('./bullmq-redis-queue.js');
    return createBullmqQueue(createRedisBackend(config.redisUrl, logger), context);
  }
  const open = async () => {
    const { createBullmqQueue } = await import('./bullmq-queue.js');
    const { createPostgresQueueBackend } = await import('./bullmq-postgres-queue.js');
    return createBullmqQueue(createPostgresQueueBackend(database.queueConnection()), context);
  };
  return database.engine === 'embedded' ? ringWhereHeard(database, open) : await open();
}

/**
 * One process owns the embedded database, so nobody hears a ring but this process itself. Without a
 * listener here the ring is left out, and with it the schema of the queue and a quarter of a second:
 * the next worker looks through its ledgers when it starts. Where `evm up` carries out a command, the
 * workers beside it hear what that rings.
 */
function ringWhereHeard(database: Database, open: () => Promise<DoorbellQueue>): DoorbellQueue {
  let queue: DoorbellQueue | undefined;
  return {
    ring: async (job, payload) => (await listening.get(database)?.ring(job, payload)) ?? false,
    async listen(job, handler, options) {
      queue ??= await open();
      listening.set(database, queue);
      return await queue.listen(job, handler, options);
    },
    async close() {
      if (queue && listening.get(database) === queue) listening.delete(database);
      await queue?.close();
    },
  };
}

/** The queue of a database on which this process listens. */
const listening = new WeakMap<Database, DoorbellQueue>();
