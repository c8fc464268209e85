import type { Clock } from './clock.js';
import type { Config } from './config/config-schema.js';
import type { Keyring } from './crypto/keyring.js';
import type { Database } from './database/database.js';
import type { Ids } from './ids.js';
import type { Logger } from './logger.js';
import type { Random } from './random.js';

/** What the use-cases work with; opened once per process in `open-context.ts`. */
export interface Context {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly database: Database;
  readonly keyring: Keyring;
  close(): Promise<void>;
}
