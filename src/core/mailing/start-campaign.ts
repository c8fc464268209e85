import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import { type AudienceFilter, completeFilter } from './audience-filter.js';
import { type Audience, type AudienceCounts, countAudience } from './audience-repository.js';
import { campaignErrors } from './campaign-errors.js';
import {
  type Campaign,
  findCampaignBy,
  insertCampaign,
  listOccasions,
  lockCampaign,
} from './campaign-repository.js';
import type { TemplateName } from './schema.js';
import { queueAudience, type SampleRecipient, sampleRecipients } from './select-audience.js';

export interface CampaignRequest {
  event: Pick<Event, 'id'>;
  template: TemplateName;
  filters: Partial<AudienceFilter>;
  /** Sends once more, on a new occasion, to those who have the mail already. */
  again?: boolean;
}

export interface CampaignPreview extends AudienceCounts {
  /** The one that people would be added to; without it a new one begins. */
  campaignId: string | null;
  occasion: string;
  filter: AudienceFilter;
  samples: SampleRecipient[];
}

export interface StartedCampaign extends Pick<AudienceCounts, 'recipients' | 'suppressed'> {
  id: string;
  occasion: string;
  /** How many got a message now. */
  added: number;
  /** How many of the recipients had one before. */
  already: number;
}

/**
 * Who would get what, without changing anything. Throws CAMPAIGN_WRONG_STATUS, and CAMPAIGN_PAUSED or
 * CAMPAIGN_CANCELLED where people would be added to such a campaign.
 */
export async function previewCampaign(
  context: Pick<Context, 'database' | 'keyring'>,
  request: CampaignRequest,
): Promise<CampaignPreview> {
  const { knex } = context.database;
  const occasion = await nextOccasion(knex, request);
  const audience = audienceOf(request, occasion);
  const campaign = await findCampaignBy(knex, audience);
  if (campaign) refuseInactive(campaign);
  const counts = await countAudience(knex, audience);
  const samples = await sampleRecipients(context, audience);
  return {
    ...counts,
    campaignId: campaign?.id ?? null,
    occasion,
    filter: audience.filter,
    samples,
  };
}

/**
 * Writes the campaign and all its messages in one transaction; workers find them. Whoever is killed
 * leaves nothing, and the same request again adds whom it finds without the mail: nobody gets it
 * twice, unless `again` says so. Throws as `previewCampaign` does.
 */
export async function startCampaign(
  context: Context,
  request: CampaignRequest & { startedBy: string },
): Promise<StartedCampaign> {
  return await context.database.transaction(async (trx) => {
    const { campaign, audience } = await openCampaign(trx, context, request);
    const counts = await countAudience(trx, audience);
    const { added, lost } = await queueAudience(trx, context, {
      audience,
      campaignId: campaign.id,
    });
    const already = counts.already + lost;
    const { suppressed } = counts;
    const { id, occasion } = campaign;
    return { id, occasion, recipients: added + already, suppressed, added, already };
  });
}

/** The campaign, locked: two who start the same take turns, and the second adds whom the first left out. */
async function openCampaign(
  trx: Transaction,
  { ids }: Pick<Context, 'ids'>,
  request: CampaignRequest & { startedBy: string },
): Promise<{ campaign: Campaign; audience: Audience }> {
  for (;;) {
    const audience = audienceOf(request, await nextOccasion(trx, request));
    const { filter } = audience;
    const { startedBy } = request;
    const isNew = await insertCampaign(trx, { id: ids.next(), ...audience, filter, startedBy });
    // Somebody else took the new round meanwhile: `again` means another one.
    if (request.again && !isNew) continue;
    const campaign = await lockCampaign(trx, keyOf(audience));
    if (!campaign) continue;
    refuseInactive(campaign);
    return { campaign, audience };
  }
}

function audienceOf({ event, template, filters, again }: CampaignRequest, occasion: string) {
  return {
    eventId: event.id,
    template,
    filter: completeFilter(template, filters),
    occasion,
    // Who joined in a later round only has the mail, too.
    withRounds: !again,
  } satisfies Audience;
}

function keyOf({ eventId, template, occasion }: Audience) {
  return { eventId, template, occasion };
}

/** `campaign`; with `again` the next of `campaign-2`, `campaign-3`, … */
async function nextOccasion(db: Queryable, request: CampaignRequest): Promise<string> {
  const { event, template, again } = request;
  const first = firstOccasion(template);
  if (!again) return first;
  const occasions = await listOccasions(db, { eventId: event.id, template });
  return occasionAfter(first, occasions, { isTaken: first === welcomeOccasion });
}

/** A ticket that came with the registration is not sent once more by a campaign: see queue-lifecycle-mail.ts. */
const welcomeOccasion = 'welcome';

function firstOccasion(template: TemplateName): string {
  return template === 'registration_confirmation' ? welcomeOccasion : 'campaign';
}

/**
 * The round after the highest of these occasions, others not counted. `isTaken`: the first one is not
 * free, even if no campaign has it.
 */
export function occasionAfter(
  first: string,
  occasions: readonly string[],
  { isTaken }: { isTaken: boolean },
): string {
  const rounds = occasions.map((occasion) => {
    if (occasion === first) return 1;
    const round = occasion.startsWith(`${first}-`) ? occasion.slice(first.length + 1) : '';
    return /^\d{1,9}$/.test(round) ? Number(round) : 0;
  });
  const round = Math.max(isTaken ? 1 : 0, ...rounds) + 1;
  return round === 1 ? first : `${first}-${round}`;
}

function refuseInactive({ id, template, state, reason }: Campaign): void {
  if (state === 'cancelled') throw campaignErrors.cancelled({ id, template });
  if (state === 'paused') throw campaignErrors.paused({ id, template, reason: reason ?? '' });
}
