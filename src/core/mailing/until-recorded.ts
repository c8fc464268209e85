import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../runtime/context.js';
import { EvmError } from '../runtime/errors.js';

/** A database that restarts is back within this; the lease is renewed meanwhile, or fences us off. */
const patienceMs = 30_000;
const betweenMs = 250;

/**
 * Does `record` until it succeeds: what a server has answered is known only here, and a message whose
 * answer is not recorded ends as `unknown`. Safe to repeat, because a claim ends once. Throws what
 * evm's own rules say at once, and anything else after half a minute.
 */
export async function untilRecorded<Result>(
  { clock }: Pick<Context, 'clock'>,
  record: () => Promise<Result>,
): Promise<Result> {
  const deadline = clock.now().getTime() + patienceMs;
  for (;;) {
    try {
      return await record();
    } catch (error) {
      if (error instanceof EvmError || clock.now().getTime() > deadline) throw error;
      await pause(betweenMs);
    }
  }
}
