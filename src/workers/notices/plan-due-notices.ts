import { alertCampaigns } from '../../core/notices/alert-campaigns.js';
import { forgetRecipients } from '../../core/notices/forget-recipients.js';
import { planSummaries } from '../../core/notices/plan-summaries.js';
import type { Context } from '../../core/runtime/context.js';

/** Queues the notices that no transaction is the cause of, and forgets whom old ones were for. */
export async function run(context: Context): Promise<void> {
  for (const { event } of await planSummaries(context)) {
    context.logger.info({ event }, 'organizer_summary queued');
  }
  const alerts = await alertCampaigns(context);
  if (alerts > 0) context.logger.warn({ count: alerts }, 'campaigns ended with failures');
  await forgetRecipients(context);
}
