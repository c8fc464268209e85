import { resolve } from 'node:path';
import { defineCommand } from '../define-command.js';
import { formatCount, formatNumber } from '../output/format.js';

export const command = defineCommand({
  name: 'bounce ingest',
  summary: 'Read bounces and complaints, and suppress addresses that do not exist',
  description:
    'From an .eml file, a maildir or standard input. What is new in a maildir is read and marked as ' +
    'seen; to be run from cron, as often as wanted. A campaign that bounces too much is paused.',
  arguments: [{ name: 'source', description: 'an .eml file, a maildir, or - for standard input' }],
  examples: [
    { command: 'evm bounce ingest /var/mail/bounces/', note: 'what is new in a maildir' },
    { command: 'evm bounce ingest - < bounce.eml', note: 'one mail, as from a mail filter' },
  ],
  async run(session, { source }) {
    const { openMailSource, readMailStream } = await import(
      '../../core/mailing/adapters/maildir.js'
    );
    const { ingestBounces } = await import('../../core/mailing/ingest-bounces.js');
    const { pauseAndTell } = await import('../../core/notices/pause-and-tell.js');
    const mails =
      source === '-'
        ? readMailStream(session.stdin)
        : await openMailSource(resolve(session.cwd, source));
    const context = await session.openContext();
    const { signal } = session;
    return { ingest: await ingestBounces(context, mails, { pause: pauseAndTell, signal }) };
  },
  render({ ingest }, io) {
    const { mails, hardBounces, softBounces, complaints, tooEarly, pausedCampaigns } = ingest;
    const { delays, known, unmatched, others } = ingest;
    const unused = delays + known + unmatched + others;
    const why = [
      describe(known, 'known already'),
      describe(delays, 'about a delay'),
      describe(unmatched, 'about no message of ours'),
      describe(others, 'neither bounce nor complaint'),
    ].filter((part) => part !== '');
    const counted = [
      formatCount(hardBounces, 'hard bounce'),
      formatCount(softBounces, 'soft bounce'),
      formatCount(complaints, 'complaint'),
    ].join(', ');
    return [
      `${io.good('✓')} ${formatCount(mails, 'mail')} read: ${counted}, nothing new in ${formatNumber(unused)}`,
      ...(why.length > 0 ? [io.faint(`  ${why.join(', ')}`)] : []),
      ...(tooEarly > 0
        ? [`${io.warning('!')} ${formatNumber(tooEarly)} about messages that are still being sent`]
        : []),
      ...pausedCampaigns.map((id) => `${io.warning('!')} campaign ${id} was paused`),
    ];
  },
});

function describe(count: number, words: string): string {
  return count === 0 ? '' : `${formatNumber(count)} ${words}`;
}
