import type { Queryable } from '../runtime/database/database.js';
import type { CampaignEnd } from './schema.js';

/** With room on both sides of what `summary-rules` says. */
const reach = '10 days';

/** Events that may be over and have no summary. */
export async function listUnsummarised(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT id FROM events
     WHERE deleted_at IS NULL AND status IN ('published', 'in_progress', 'completed')
       AND starts_at < ?::timestamptz
       AND greatest(starts_at, ends_at) > ?::timestamptz - ?::interval
       AND NOT EXISTS (
         SELECT 1 FROM notices WHERE kind = 'organizer_summary' AND subject_id = events.id)
     ORDER BY starts_at, id`,
    [now.toISOString(), now.toISOString(), reach],
  );
  return rows.map(({ id }) => id);
}

export interface EndedCampaign extends CampaignEnd {
  id: string;
  eventId: string;
  template: string;
}

/**
 * Campaigns of the last month of which nothing waits any more and something reached nobody, and of which
 * nobody was told. Asks the index of each campaign's states first: most of them have no failures, and
 * none has to be counted for that.
 */
export async function listEndedWithFailures(db: Queryable): Promise<EndedCampaign[]> {
  const { rows } = await db.raw<{ rows: EndedCampaign[] }>(
    `SELECT c.id, c.event_id AS "eventId", c.template, m.submitted, m.failed, m.unknown
     FROM campaigns AS c CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE state = 'done')::integer AS submitted,
         count(*) FILTER (WHERE state = 'failed')::integer AS failed,
         count(*) FILTER (WHERE state = 'unknown')::integer AS unknown
       FROM messages WHERE messages.campaign_id = c.id) AS m
     WHERE c.created_at > now() - interval '30 days' AND c.state <> 'cancelled'
       AND EXISTS (SELECT 1 FROM messages
         WHERE messages.campaign_id = c.id AND messages.state IN ('failed', 'unknown'))
       AND NOT EXISTS (SELECT 1 FROM messages
         WHERE messages.campaign_id = c.id AND messages.state IN ('pending', 'claimed', 'held'))
       AND NOT EXISTS (SELECT 1 FROM notices
         WHERE notices.kind = 'campaign_failed' AND notices.subject_id = c.id)
     ORDER BY c.created_at, c.id`,
  );
  return rows;
}
