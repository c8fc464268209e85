import { join } from 'node:path';
import { systemClock } from './clock.js';
import type { Config } from './config/config-schema.js';
import type { Context } from './context.js';
import { openKeyring } from './crypto/keyring.js';
import { ensureMigrated } from './database/migrate.js';
import { openDatabase } from './database/open-database.js';
import { createIds } from './ids.js';
import { openInstallationKeyring } from './installation-repository.js';
import { Lifecycle } from './lifecycle.js';
import { createLogger, type Logger } from './logger.js';
import { createSystemRandom } from './random.js';

/**
 * Opens what the use-cases need: database (migrated, where it is the embedded one), keys, logger.
 * Close it when done; everything is closed in reverse order.
 *
 * Throws the errors of configuration, database and keys. `command` is what another process is told
 * when it wants the embedded database (`evm import`); `migrate: false` leaves the schema
 * unchecked and opens the keys only when they are asked for (maintenance commands).
 */
export async function openContext(
  config: Config,
  options: {
    command: string;
    logger?: Logger;
    signal?: AbortSignal | undefined;
    migrate?: boolean;
  },
): Promise<Context> {
  const lifecycle = new Lifecycle();
  try {
    const logger = options.logger ?? createLogger(config.log.level);
    const random = createSystemRandom();
    const database = await openDatabase(config, { ...options, logger });
    lifecycle.defer(async () => await database.close());
    if (options.migrate !== false) await ensureMigrated(database);
    const keys = { masterKey: config.masterKey, keyFile: join(config.home, 'master.key'), random };
    const keyring =
      options.migrate === false ? undefined : await openInstallationKeyring(database, keys);
    return {
      config,
      clock: systemClock,
      random,
      ids: createIds(systemClock, random),
      logger,
      database,
      get keyring() {
        return keyring ?? openKeyring({ ...keys, create: false });
      },
      close: async () => await lifecycle.close(),
    };
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
}
