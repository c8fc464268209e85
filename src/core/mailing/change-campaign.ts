import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { campaignErrors } from './campaign-errors.js';
import {
  type Campaign,
  cancelWaiting,
  holdPending,
  listStraggling,
  lockCampaign,
  releaseHeld,
  writeState,
} from './campaign-repository.js';

/** A campaign as it is now, and how many messages were changed with it. */
export interface ChangedCampaign extends Campaign {
  changed: number;
}

/**
 * Holds what of a campaign has not been claimed; what is being sent at this moment goes on. Pausing
 * again keeps the first reason. `paused` is called in the same transaction, and only when the campaign
 * was not paused before. Throws CAMPAIGN_NOT_FOUND, CAMPAIGN_CANCELLED.
 */
export async function pauseCampaign(
  context: Pick<Context, 'database'>,
  { id, reason }: { id: string; reason: string },
  { paused }: { paused?: (trx: Transaction, campaign: Campaign) => Promise<unknown> } = {},
): Promise<ChangedCampaign> {
  return await changeCampaign(context, id, async (trx, campaign) => {
    refuseCancelled(campaign);
    if (campaign.state === 'paused') return { ...campaign, changed: await holdPending(trx, id) };
    const changed = await become(trx, campaign, 'paused', reason);
    await paused?.(trx, changed);
    return { ...changed, changed: await holdPending(trx, id) };
  });
}

/**
 * Makes due again what the pause held. What is held for another reason stays so. Throws
 * CAMPAIGN_NOT_FOUND, CAMPAIGN_CANCELLED.
 */
export async function resumeCampaign(
  context: Pick<Context, 'database'>,
  { id }: { id: string },
): Promise<ChangedCampaign> {
  return await changeCampaign(context, id, async (trx, campaign) => {
    refuseCancelled(campaign);
    const active =
      campaign.state === 'active' ? campaign : await become(trx, campaign, 'active', null);
    return { ...active, changed: await releaseHeld(trx, id) };
  });
}

/**
 * Cancels what has not gone out, for good. What a worker has claimed goes out if its submission has
 * begun, else the worker cancels it. Stopping again changes nothing. Throws CAMPAIGN_NOT_FOUND.
 */
export async function stopCampaign(
  context: Pick<Context, 'database'>,
  { id, reason }: { id: string; reason: string },
): Promise<ChangedCampaign> {
  return await changeCampaign(context, id, async (trx, campaign) => {
    const stopped =
      campaign.state === 'cancelled' ? campaign : await become(trx, campaign, 'cancelled', reason);
    return { ...stopped, changed: await cancelWaiting(trx, id, stoppedReason) };
  });
}

/**
 * Frees messages that a worker put on hold just after their campaign had been resumed or stopped: the
 * worker had read it paused. Maintenance; returns how many messages.
 */
export async function settleStragglers(context: Pick<Context, 'database'>): Promise<number> {
  let settled = 0;
  for (const id of await listStraggling(context.database.knex)) {
    settled += await context.database.transaction(async (trx) => {
      const campaign = await lockCampaign(trx, { id });
      if (campaign?.state === 'active') return await releaseHeld(trx, id);
      if (campaign?.state === 'cancelled') return await cancelWaiting(trx, id, stoppedReason);
      return 0;
    });
  }
  return settled;
}

const stoppedReason = 'the campaign was cancelled';

async function changeCampaign(
  { database }: Pick<Context, 'database'>,
  id: string,
  change: (trx: Transaction, campaign: Campaign) => Promise<ChangedCampaign>,
): Promise<ChangedCampaign> {
  return await database.transaction(async (trx) => {
    const campaign = await lockCampaign(trx, { id });
    if (!campaign) throw campaignErrors.notFound({ reference: id });
    return await change(trx, campaign);
  });
}

async function become(
  trx: Transaction,
  campaign: Campaign,
  state: Campaign['state'],
  reason: string | null,
): Promise<Campaign> {
  await writeState(trx, campaign.id, { state, reason });
  return { ...campaign, state, reason };
}

function refuseCancelled({ id, template, state }: Campaign): void {
  if (state === 'cancelled') throw campaignErrors.cancelled({ id, template });
}
