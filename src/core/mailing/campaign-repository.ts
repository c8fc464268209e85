import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { AudienceFilter } from './audience-filter.js';
import { pausedReason } from './decide-sending.js';
import type { TemplateName } from './schema.js';

export type CampaignState = 'active' | 'paused' | 'cancelled';

/** Why messages of one template and occasion are sent. */
export interface Campaign {
  id: string;
  eventId: string;
  template: TemplateName;
  occasion: string;
  state: CampaignState;
  reason: string | null;
}

/** By what a campaign is unique. */
export type CampaignKey = Pick<Campaign, 'eventId' | 'template' | 'occasion'>;

export interface NewCampaign extends CampaignKey {
  id: string;
  filter: AudienceFilter;
  startedBy: string;
  state?: CampaignState;
  reason?: string;
}

/** False when there is one of this event, template and occasion: then nothing is written. */
export async function insertCampaign(trx: Transaction, campaign: NewCampaign): Promise<boolean> {
  const inserted = await trx('campaigns')
    .insert({
      id: campaign.id,
      event_id: campaign.eventId,
      template: campaign.template,
      occasion: campaign.occasion,
      filters: JSON.stringify(campaign.filter),
      started_by: campaign.startedBy,
      state: campaign.state ?? 'active',
      state_reason: campaign.reason ?? null,
    })
    .onConflict(['event_id', 'template', 'occasion'])
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

export async function findCampaignBy(
  db: Queryable,
  key: CampaignKey,
): Promise<Campaign | undefined> {
  return await campaigns(db).where(columnsOf(key)).first<Campaign | undefined>();
}

/**
 * Keeps a campaign to this transaction: whoever adds to it, pauses or stops it takes turns. Weakly
 * enough for the foreign keys of its messages.
 */
export async function lockCampaign(
  trx: Transaction,
  where: { id: string } | CampaignKey,
): Promise<Campaign | undefined> {
  const columns = 'id' in where ? where : columnsOf(where);
  return await campaigns(trx).where(columns).forNoKeyUpdate().first<Campaign | undefined>();
}

/** Up to two campaigns whose id begins with `beginning` (hex digits and dashes). */
export async function findCampaignRows(db: Queryable, beginning: string): Promise<Campaign[]> {
  return await campaigns(db)
    .whereRaw('starts_with(id::text, ?)', [beginning])
    .limit(2)
    .select<Campaign[]>();
}

/** The occasions on which a template was sent to an event's participants by campaigns. */
export async function listOccasions(
  db: Queryable,
  { eventId, template }: Omit<CampaignKey, 'occasion'>,
): Promise<string[]> {
  return await db('campaigns').where({ event_id: eventId, template }).pluck<string[]>('occasion');
}

export async function writeState(
  trx: Transaction,
  id: string,
  { state, reason }: { state: CampaignState; reason: string | null },
): Promise<void> {
  const updatedAt = trx.raw('clock_timestamp()');
  await trx('campaigns')
    .where({ id })
    .update({ state, state_reason: reason, updated_at: updatedAt });
}

/** What of a campaign has not gone out: due messages, and those held because it is paused. */
const waits = "(state = 'pending' OR (state = 'held' AND last_error = ?))";

export async function countWaiting(db: Queryable, campaignId: string): Promise<number> {
  const { rows } = await db.raw<{ rows: { waiting: number }[] }>(
    `SELECT count(*)::integer AS waiting FROM messages WHERE campaign_id = ? AND ${waits}`,
    [campaignId, pausedReason],
  );
  return rows[0]?.waiting ?? 0;
}

/** Holds what is due; what a worker has claimed goes on. Returns how many messages. */
export async function holdPending(trx: Transaction, campaignId: string): Promise<number> {
  return await trx('messages')
    .where({ campaign_id: campaignId, state: 'pending' })
    .update({ state: 'held', last_error: pausedReason, updated_at: trx.fn.now() });
}

/** Makes due again what was held because of the pause, and nothing that is held for another reason. */
export async function releaseHeld(trx: Transaction, campaignId: string): Promise<number> {
  return await trx('messages')
    .where({ campaign_id: campaignId, state: 'held', last_error: pausedReason })
    .update({ state: 'pending', last_error: null, updated_at: trx.fn.now() });
}

/** Cancels what has not gone out; what a worker has claimed is judged by the worker. */
export async function cancelWaiting(
  trx: Transaction,
  campaignId: string,
  reason: string,
): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `UPDATE messages SET state = 'cancelled', last_error = ?, updated_at = now()
     WHERE campaign_id = ? AND ${waits}`,
    [reason, campaignId, pausedReason],
  );
  return rowCount;
}

/** The campaigns that are not paused, but have messages that are held because they were. */
export async function listStraggling(db: Queryable): Promise<string[]> {
  return await db('campaigns')
    .whereNot({ state: 'paused' })
    .whereExists(
      db('messages')
        .whereRaw('messages.campaign_id = campaigns.id')
        .where({ 'messages.state': 'held', 'messages.last_error': pausedReason }),
    )
    .pluck<string[]>('id');
}

function campaigns(db: Queryable) {
  return db('campaigns').select({
    id: 'id',
    eventId: 'event_id',
    template: 'template',
    occasion: 'occasion',
    state: 'state',
    reason: 'state_reason',
  });
}

function columnsOf({ eventId, template, occasion }: CampaignKey) {
  return { event_id: eventId, template, occasion };
}
