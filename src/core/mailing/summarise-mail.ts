import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { countMessages, readMailPace } from './message-search-repository.js';
import { type MessageStatus, messageStatuses } from './schema.js';

/** How the mail of an event stands. */
export interface MailSummary {
  event: string;
  total: number;
  counts: Record<MessageStatus, number>;
  templates: { template: string; counts: Partial<Record<MessageStatus, number>> }[];
  /** Submitted (bounced ones included) of all that have ended, 0 to 1; null before anything has. */
  submittedShare: number | null;
  submittedLastMinute: number;
  nextTryAt: string | null;
  /** The slowest first. */
  hosts: {
    host: string;
    submittedLastHour: number;
    averageMilliseconds: number | null;
    pausedUntil: string | null;
    lastError: string | null;
  }[];
}

/** Counts, rates, the next try and the hosts of an event's mail. */
export async function summariseMail(
  { database }: Pick<Context, 'database'>,
  event: Pick<Event, 'id' | 'slug'>,
): Promise<MailSummary> {
  const rows = await countMessages(database.knex, event.id);
  const pace = await readMailPace(database.knex, event.id);
  const counts = Object.fromEntries(messageStatuses.map((status) => [status, 0])) as Record<
    MessageStatus,
    number
  >;
  const templates = new Map<string, Partial<Record<MessageStatus, number>>>();
  for (const { template, status, messages } of rows) {
    counts[status] += messages;
    templates.set(template, { ...templates.get(template), [status]: messages });
  }
  const accepted = counts.submitted + counts.bounced + counts.complained;
  const ended = accepted + counts.failed + counts.unknown;
  return {
    event: event.slug,
    total: rows.reduce((sum, { messages }) => sum + messages, 0),
    counts,
    templates: Array.from(templates, ([template, of]) => ({ template, counts: of })),
    submittedShare: ended === 0 ? null : accepted / ended,
    submittedLastMinute: pace.submitted_last_minute,
    nextTryAt: pace.next_try?.toISOString() ?? null,
    hosts: pace.hosts.map((host) => ({
      host: host.host,
      submittedLastHour: host.submitted,
      averageMilliseconds: host.milliseconds,
      pausedUntil: host.paused_until,
      lastError: host.last_error,
    })),
  };
}
