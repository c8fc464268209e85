import type { Context } from '../runtime/context.js';
import { campaignErrors } from './campaign-errors.js';
import { type Campaign, countWaiting, findCampaignRows } from './campaign-repository.js';

const idBeginning = /^[0-9a-f][0-9a-f-]{3,35}$/;

/**
 * The campaign of an id or of an unambiguous beginning of at least four characters, and how many of
 * its messages have not gone out. Throws CAMPAIGN_NOT_FOUND, CAMPAIGN_AMBIGUOUS.
 */
export async function findCampaign(
  { database: { knex } }: Pick<Context, 'database'>,
  reference: string,
): Promise<Campaign & { waiting: number }> {
  const beginning = reference.trim().toLowerCase();
  const found = idBeginning.test(beginning) ? await findCampaignRows(knex, beginning) : [];
  if (found.length > 1) throw campaignErrors.ambiguous({ reference });
  const [campaign] = found;
  if (!campaign) throw campaignErrors.notFound({ reference });
  return { ...campaign, waiting: await countWaiting(knex, campaign.id) };
}
