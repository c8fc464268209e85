import { setTimeout as pause } from 'node:timers/promises';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { estimatePace, type PaceSample } from './estimate-pace.js';
import { type MailSummary, summariseMail } from './summarise-mail.js';

/** How the mail of an event stands, and how it goes on; times are ISO 8601 in UTC. */
export interface MailProgress extends MailSummary {
  /** Messages that go on by themselves: pending or claimed. */
  open: number;
  /** Messages a second that ended, of late; null until there is something to measure. */
  perSecond: number | null;
  /** When none is open any more, at this pace; null when nothing goes on. */
  estimatedEndAt: string | null;
}

/**
 * How the mail of an event stands, again and again; ends when no message is open, else with the error of
 * `signal` when that is aborted.
 */
export async function* watchMail(
  context: Pick<Context, 'database' | 'clock'>,
  event: Pick<Event, 'id' | 'slug'>,
  { signal, everyMs }: { signal: AbortSignal; everyMs: number },
): AsyncGenerator<MailProgress> {
  const { clock } = context;
  const samples: PaceSample[] = [];
  for (;;) {
    signal.throwIfAborted();
    const summary = await summariseMail(context, event);
    const open = summary.counts.pending + summary.counts.claimed;
    const now = clock.now().getTime();
    samples.push({ at: now, ended: summary.total - open });
    const { perSecond, secondsLeft } = estimatePace(samples, open);
    const endAt = secondsLeft === null ? null : new Date(now + secondsLeft * 1000).toISOString();
    yield { ...summary, open, perSecond, estimatedEndAt: endAt };
    if (open === 0) return;
    await pause(everyMs, undefined, { signal });
  }
}

/** Whether a message has moved, or a server is left alone or no longer: what is worth a line. */
export function hasMoved(previous: MailProgress | undefined, next: MailProgress): boolean {
  return previous === undefined || outlineOf(previous) !== outlineOf(next);
}

function outlineOf({ counts, hosts }: MailProgress): string {
  const pauses = hosts.map(({ host, pausedUntil }) => `${host} ${pausedUntil}`).sort();
  return JSON.stringify([counts, pauses]);
}
