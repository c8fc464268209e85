import { defineCommand } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'email stop',
  summary: 'Cancel the messages of a campaign that have not gone out, for good',
  description: 'Those that are being sent at this moment go out. To hold them: evm email pause.',
  arguments: [
    { name: 'campaign', description: 'id of a campaign, or an unambiguous beginning of it' },
  ],
  examples: [{ command: 'evm email stop 0192aa10-7c1e', note: 'the rest is not sent' }],
  async run(session, input) {
    const { stopCampaign } = await import('../../core/mailing/change-campaign.js');
    const { findCampaign } = await import('../../core/mailing/find-campaign.js');
    const context = await session.openContext();
    const { id, template, waiting, state } = await findCampaign(context, input.campaign);
    if (state !== 'cancelled') {
      const messages = formatCount(waiting, 'message');
      await session.confirm(`Cancel the ${template} campaign and its ${messages} not yet sent?`);
    }
    const { operator } = await session.config();
    const stopped = await stopCampaign(context, { id, reason: `stopped by ${operator}` });
    const { occasion, reason, changed } = stopped;
    return {
      campaign: { id, template, occasion, state: stopped.state, reason, messages: changed },
    };
  },
  render: ({ campaign: { template, messages } }, io) => [
    `${io.good('✓')} the ${template} campaign is stopped: ${formatCount(messages, 'message')} cancelled`,
  ],
});
