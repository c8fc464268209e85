import type { Context } from '../runtime/context.js';
import type { RedisLiveBell } from './adapters/redis-live-bell.js';

const bells = new WeakMap<object, Promise<RedisLiveBell>>();

/**
 * Tells the services through Redis, after the commit, that an event has something new to tell. Without Redis
 * there is nothing to do: the database told them at the commit. Never throws, and never waits long.
 */
export async function ringLive(
  context: Pick<Context, 'config' | 'database' | 'logger'>,
  eventId: string,
): Promise<void> {
  const { config, database, logger } = context;
  if (config.redisUrl === undefined) return;
  const bell = bells.get(database) ?? openBell(config.redisUrl, logger);
  bells.set(database, bell);
  await (await bell).ring(eventId);
}

/** Closes the connection of this context, if it has one. */
export async function closeLiveBell({ database }: Pick<Context, 'database'>): Promise<void> {
  const bell = bells.get(database);
  bells.delete(database);
  (await bell)?.close();
}

async function openBell(url: string, logger: Context['logger']): Promise<RedisLiveBell> {
  const { openRedisLiveBell } = await import('./adapters/redis-live-bell.js');
  return openRedisLiveBell({ url, logger });
}
