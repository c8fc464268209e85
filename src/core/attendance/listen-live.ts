import type { Context } from '../runtime/context.js';
import type { Closable } from '../runtime/lifecycle.js';
import { liveChannel } from './live-channel.js';

/**
 * Calls `hear` with the id of an event that has something new to tell: through Redis where it is configured,
 * else through the database. A call may come late, twice or never, so whoever listens looks now and then.
 */
export async function listenLive(
  context: Pick<Context, 'config' | 'database' | 'logger'>,
  hear: (eventId: string) => void,
): Promise<Closable> {
  const { config, database, logger } = context;
  if (config.redisUrl === undefined) return await database.listen(liveChannel, hear);
  const { listenOnRedis } = await import('./adapters/redis-live-bell.js');
  return listenOnRedis({ url: config.redisUrl, logger }, hear);
}
