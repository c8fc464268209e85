import type { CampaignPreview } from '../../core/mailing/start-campaign.js';
import type { CommandSession } from '../define-command.js';
import { formatCount, formatNumber } from '../output/format.js';
import { maskEmail, maskName } from '../output/mask.js';

/** What was understood, and some of those who would get it. */
export async function announceAudience(
  session: CommandSession,
  preview: CampaignPreview,
  zone: string,
) {
  const { describeFilter } = await import('../../core/mailing/audience-filter.js');
  const { total, recipients, already, suppressed, samples, filter } = preview;
  const leftOut = suppressed > 0 ? `; ${formatNumber(suppressed)} suppressed left out` : '';
  session.note(
    `${formatNumber(recipients)} of ${formatCount(total, 'participant')} (${describeFilter(filter, zone)}${leftOut})`,
  );
  if (already > 0) session.note(`  ${formatNumber(already)} of them have it already`);
  if (samples.length === 0) return;
  const more = recipients - already - samples.length;
  session.note(
    `  ${[
      ...samples.map(({ name, email }) => `${maskName(name)} ${maskEmail(email)}`),
      ...(more > 0 ? [`… ${formatNumber(more)} more`] : []),
    ].join(' · ')}`,
  );
}
