import { setTimeout as pause } from 'node:timers/promises';

/**
 * What `look` finds, asked again until it finds something other than undefined. Throws, saying
 * `what` was waited for, when that takes longer than `seconds`.
 */
export async function eventually<Found>(
  what: string,
  look: () => Promise<Found | undefined>,
  seconds = 180,
): Promise<Found> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await pause(20);
  }
}
