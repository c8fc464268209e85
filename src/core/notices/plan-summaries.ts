import { eventErrors } from '../events/errors.js';
import { showEvent } from '../events/show-event.js';
import { summariseMail } from '../mailing/summarise-mail.js';
import type { Context } from '../runtime/context.js';
import { channelsOf } from './notice-channels.js';
import { listUnsummarised } from './notice-plan-repository.js';
import { queueNotice } from './queue-notice.js';
import { isSummaryDue } from './summary-rules.js';

/**
 * Queues the summary of each event that is over, once in its life, where anybody is to be told; returns
 * those that are new, by slug. As often as wanted, two at once too.
 */
export async function planSummaries(context: Context): Promise<{ event: string }[]> {
  const { config, clock, database } = context;
  if (channelsOf(config).length === 0) return [];
  const now = clock.now();
  const planned: { event: string }[] = [];
  for (const id of await listUnsummarised(database.knex, now)) {
    try {
      const slug = await planSummary(context, id, now);
      if (slug !== undefined) planned.push({ event: slug });
    } catch (error) {
      // Deleted since it was listed.
      if (!eventErrors.notFound.matches(error)) throw error;
    }
  }
  return planned;
}

async function planSummary(context: Context, id: string, now: Date): Promise<string | undefined> {
  const { event, counts } = await showEvent(context, id);
  if (!isSummaryDue(event, now)) return undefined;
  const { registered, pending, waitlisted, cancelled, checkedIn } = counts.participants;
  const { counts: messages } = await summariseMail(context, event);
  const added = await context.database.transaction(
    async (trx) =>
      await queueNotice(trx, context, {
        kind: 'organizer_summary',
        facts: {
          participants: { registered, pending, waitlisted, cancelled, checkedIn },
          messages,
        },
        eventId: event.id,
        subjectId: event.id,
      }),
  );
  return added > 0 ? event.slug : undefined;
}
