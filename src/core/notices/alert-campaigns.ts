import type { Context } from '../runtime/context.js';
import { decideCampaignAlert } from './decide-campaign-alert.js';
import { channelsOf } from './notice-channels.js';
import { listEndedWithFailures } from './notice-plan-repository.js';
import { queueNotice } from './queue-notice.js';

/**
 * Queues an alert for each campaign that has come to its end and left too many without their mail, once
 * in its life, where anybody is to be told; returns how many. As often as wanted, two at once too.
 */
export async function alertCampaigns(
  context: Pick<Context, 'config' | 'database'>,
): Promise<number> {
  const { config, database } = context;
  if (channelsOf(config).length === 0) return 0;
  let alerts = 0;
  for (const { id, eventId, template, ...end } of await listEndedWithFailures(database.knex)) {
    if (!decideCampaignAlert(end)) continue;
    const facts = { template, ...end };
    const notice = { kind: 'campaign_failed', facts, eventId, subjectId: id } as const;
    const added = await database.transaction(
      async (trx) => await queueNotice(trx, context, notice),
    );
    if (added > 0) alerts++;
  }
  return alerts;
}
