import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../runtime/config/config-schema.js';
import type { Context } from '../runtime/context.js';
import { takeSlot } from './mail-host-repository.js';

/** Waits for the host's next free place, where a rate is configured. Throws when `signal` is aborted. */
export async function waitForSlot(
  { config, database }: Pick<Context, 'config' | 'database'>,
  host: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const perSecond = strictestRate(config.mail);
  if (perSecond === undefined) return;
  const waitMs = await takeSlot(database.knex, host, perSecond);
  if (waitMs > 0) await pause(waitMs, undefined, { signal });
}

/** Messages a second; undefined without a limit. */
function strictestRate({ perSecond, perMinute }: Config['mail']): number | undefined {
  const limits = [perSecond, perMinute / 60].filter((rate) => rate > 0);
  return limits.length === 0 ? undefined : Math.min(...limits);
}
