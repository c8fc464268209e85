import type { CampaignEnd } from './schema.js';

/** One wrong address among many is for `evm email list`, not for an alarm. */
const alarmingShare = 0.05;

/** Whether so much of a campaign that has come to its end reached nobody that people must hear of it. */
export function decideCampaignAlert({ submitted, failed, unknown }: CampaignEnd): boolean {
  const lost = failed + unknown;
  return lost > 0 && lost >= (submitted + lost) * alarmingShare;
}
