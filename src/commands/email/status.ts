import type { MailSummary } from '../../core/mailing/summarise-mail.js';
import { defineCommand, type RenderIo, requiredOption } from '../define-command.js';
import { formatNumber, formatTime } from '../output/format.js';
import { renderCounts } from './render-message.js';

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
  const time = (at: string) => formatTime(at, { event: io.zone, terminal: io.zone });
  const share =
    mail.submittedShare === null ? '' : ` · ${(mail.submittedShare * 100).toFixed(1)} % accepted`;
  const waits = mail.counts.held + mail.counts.unknown;
  return [
    `${formatNumber(mail.submittedLastMinute)} in the last minute${share}`,
    ...(mail.nextTryAt ? [`next try ${time(mail.nextTryAt)}`] : []),
    ...mail.hosts.map(
      ({ host, submittedLastHour, averageMilliseconds, pausedUntil, lastError }) => {
        const pace = averageMilliseconds === null ? '' : `, ${averageMilliseconds} ms each`;
        const isPaused = pausedUntil !== null && Date.parse(pausedUntil) > Date.now();
        const pause = isPaused
          ? io.warning(`, left alone until ${time(pausedUntil)}: ${lastError}`)
          : '';
        return `${host}: ${formatNumber(submittedLastHour)} in the last hour${pace}${pause}`;
      },
    ),
    ...(waits > 0
      ? [
          io.faint(
            `${waits} wait for a decision: evm email list --event ${mail.event} --state unknown`,
          ),
        ]
      : []),
  ];
}
