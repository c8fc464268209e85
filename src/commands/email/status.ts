import type { MailSummary } from '../../core/mailing/summarise-mail.js';
import { defineCommand, type RenderIo, requiredOption } from '../define-command.js';
import { formatNumber } from '../output/format.js';
import { renderCounts } from './render-message.js';
import { describeHost, describeNextTry, isLeftAlone } from './render-progress.js';

export const command = defineCommand({
  name: 'email status',
  summary: 'Show how the mail of an event stands',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [
    { command: 'evm email status --event devday', note: 'counts, rate, next try, servers' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { summariseMail } = await import('../../core/mailing/summarise-mail.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    return { mail: await summariseMail(context, event) };
  },
  render({ mail }, io) {
    if (mail.total === 0) return [`${mail.event} has no mail yet`];
    return [
      renderCounts(mail.counts),
      ...mail.templates.map(({ template, counts }) => `  ${template}: ${renderCounts(counts)}`),
      ...paceLines(mail, io),
    ];
  },
});

function paceLines(mail: MailSummary, io: RenderIo): string[] {
  const nextTry = describeNextTry(mail, io.zone);
  const share =
    mail.submittedShare === null ? '' : ` · ${(mail.submittedShare * 100).toFixed(1)} % accepted`;
  const isDue = mail.counts.pending > 0 && nextTry === '' && !mail.hosts.some(isLeftAlone);
  const isAtRest = isDue && mail.counts.claimed === 0 && mail.submittedLastMinute === 0;
  const state = mail.counts.unknown > 0 ? 'unknown' : 'held';
  const waits = mail.counts.held + mail.counts.unknown;
  return [
    `${formatNumber(mail.submittedLastMinute)} in the last minute${share}`,
    ...(isAtRest && io.isTerminal
      ? [io.faint('nothing is being sent: evm worker --only mailing sends what is due')]
      : []),
    ...(nextTry === '' ? [] : [nextTry]),
    ...mail.hosts.map((host) => {
      const line = describeHost(host);
      return isLeftAlone(host) ? io.warning(line) : line;
    }),
    ...(waits > 0
      ? [
          io.faint(
            `${formatNumber(waits)} wait for a decision: evm email list --event ${mail.event} --state ${state}`,
          ),
        ]
      : []),
  ];
}
