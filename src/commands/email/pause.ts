import { defineCommand } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'email pause',
  summary: 'Hold the messages of a campaign that have not gone out',
  description: 'Those that are being sent at this moment go out.',
  arguments: [
    { name: 'campaign', description: 'id of a campaign, or an unambiguous beginning of it' },
  ],
  examples: [{ command: 'evm email pause 0192aa10-7c1e', note: 'until it is resumed' }],
  async run(session, input) {
    const { pauseCampaign } = await import('../../core/mailing/change-campaign.js');
    const { findCampaign } = await import('../../core/mailing/find-campaign.js');
    const context = await session.openContext();
    const { id } = await findCampaign(context, input.campaign);
    const { operator } = await session.config();
    const paused = await pauseCampaign(context, { id, reason: `paused by ${operator}` });
    const { template, occasion, state, reason, changed } = paused;
    return { campaign: { id, template, occasion, state, reason, messages: changed } };
  },
  render: ({ campaign: { id, template, messages } }, io) => [
    `${io.good('✓')} the ${template} campaign is paused: ${formatCount(messages, 'message')} held`,
    io.faint(`  let it go on with: evm email resume ${id}`),
  ],
});
