import { setTimeout as pause } from 'node:timers/promises';
import type { StatisticsDesk } from './open-statistics.js';
import type { Statistics } from './summarise-attendance.js';

/** The numbers of an event, again each time something in them has changed; ends with the error of `signal`. */
export async function* watchStatistics(
  desk: Pick<StatisticsDesk, 'read'>,
  { eventId, signal, everyMs }: { eventId: string; signal: AbortSignal; everyMs: number },
): AsyncGenerator<Statistics> {
  let shown = '';
  for (;;) {
    signal.throwIfAborted();
    const statistics = await desk.read(eventId);
    const text = JSON.stringify(statistics);
    if (text !== shown) yield statistics;
    shown = text;
    await pause(everyMs, undefined, { signal });
  }
}
