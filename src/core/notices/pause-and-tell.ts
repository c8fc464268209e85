import { type ChangedCampaign, pauseCampaign } from '../mailing/change-campaign.js';
import type { Context } from '../runtime/context.js';
import { queueNotice } from './queue-notice.js';

/**
 * Pauses a campaign for what came back of it, and tells those who run the event in the same
 * transaction; a campaign that is paused already is no news. Throws as `pauseCampaign` does.
 */
export async function pauseAndTell(
  context: Pick<Context, 'config' | 'clock' | 'database'>,
  { id, reason }: { id: string; reason: string },
): Promise<ChangedCampaign> {
  const at = context.clock.now();
  return await pauseCampaign(
    context,
    { id, reason },
    {
      paused: async (trx, { eventId, template }) =>
        await queueNotice(trx, context, {
          kind: 'campaign_paused',
          facts: { template, reason },
          eventId,
          subjectId: id,
          at,
        }),
    },
  );
}
