import type { Context } from '../context.js';
import { measureClockDifference } from '../doctor/database-facts-repository.js';
import { queueErrors } from './errors.js';

const mostSecondsApart = 1;

/**
 * What has to be right before a worker listens. On Redis: it keeps every job (QUEUE_EVICTING). In the
 * database: the schema is there, made on the spot in the embedded one (QUEUE_NOT_MIGRATED). On both,
 * where the database is a server: the clocks agree, because locks are timed by this machine and leases
 * by the database (CLOCK_SKEW).
 *
 * A Redis that does not answer is no reason to stand still: the sweeper works without it.
 */
export async function checkQueue(
  context: Pick<Context, 'config' | 'database' | 'logger' | 'clock'>,
): Promise<void> {
  const { config, database, clock } = context;
  if (database.engine === 'external') {
    const seconds = await measureClockDifference(database, clock);
    if (Math.abs(seconds) > mostSecondsApart) throw queueErrors.clockSkew({ seconds });
  }
  if (config.redisUrl) return await checkRedis(config.redisUrl, context);

  const { migrateQueue, queueSchemaStatus } = await import('./queue-schema.js');
  if (database.engine === 'embedded') {
    await migrateQueue(database);
    return;
  }
  const { version, latest } = await queueSchemaStatus(database);
  if (version < latest) throw queueErrors.notMigrated({});
}

async function checkRedis(url: string, { logger }: Pick<Context, 'logger'>): Promise<void> {
  const { readRedisFacts } = await import('./redis-facts.js');
  try {
    const { evictionPolicy: policy } = await readRedisFacts(url);
    if (policy !== 'noeviction') throw queueErrors.evicting({ policy });
  } catch (err) {
    if (queueErrors.evicting.matches(err)) throw err;
    logger.warn({ err }, 'Redis does not answer; until it does, work is found by looking for it');
  }
}
