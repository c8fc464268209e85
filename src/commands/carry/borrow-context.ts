import type { Context } from '../../core/runtime/context.js';
import { createLogger } from '../../core/runtime/logger.js';
import type { Host } from '../run-main.js';

/** What a carried command works with: the owner's database and keys, its own settings and log. */
export function borrowContext(
  { context, loaded: { config } }: NonNullable<Host['carried']>,
  stderr: Host['stderr'],
): Context {
  const log = { write: (line: string) => void stderr.write(line) };
  return {
    ...context,
    // Read once, where the owner opens it late.
    keyring: context.keyring,
    config,
    logger: createLogger(config.log.level, log),
    // It belongs to the owner.
    close: async () => undefined,
  };
}
