import { defineCommand } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'email resume',
  summary: 'Let a paused campaign go on',
  arguments: [
    { name: 'campaign', description: 'id of a campaign, or an unambiguous beginning of it' },
  ],
  examples: [{ command: 'evm email resume 0192aa10-7c1e', note: 'what was held is sent' }],
  async run(session, input) {
    const { resumeCampaign } = await import('../../core/mailing/change-campaign.js');
    const { findCampaign } = await import('../../core/mailing/find-campaign.js');
    const context = await session.openContext();
    const { id } = await findCampaign(context, input.campaign);
    const resumed = await resumeCampaign(context, { id });
    const { template, occasion, state, reason, changed } = resumed;
    return { campaign: { id, template, occasion, state, reason, messages: changed } };
  },
  render: ({ campaign: { template, messages } }, io) => [
    `${io.good('✓')} the ${template} campaign goes on: ${formatCount(messages, 'message')} due again`,
  ],
});
