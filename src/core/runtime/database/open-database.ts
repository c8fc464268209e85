import type { Config } from '../config/config-schema.js';
import type { Logger } from '../logger.js';
import type { Database } from './database.js';

/** Opens the record: PostgreSQL where `databaseUrl` is set, else the embedded database in `home`. */
export async function openDatabase(
  config: Config,
  options: { logger: Logger; command: string; signal?: AbortSignal | undefined },
): Promise<Database> {
  if (config.databaseUrl) {
    const { openExternalDatabase } = await import('./external-database.js');
    return await openExternalDatabase({
      connectionString: config.databaseUrl,
      poolSize: config.worker.concurrency + 4,
      logger: options.logger,
    });
  }
  const { openEmbeddedDatabase } = await import('./embedded-database.js');
  return await openEmbeddedDatabase({
    home: config.home,
    command: options.command,
    ownerWaitSeconds: config.embedded.ownerWaitSeconds,
    signal: options.signal,
  });
}
