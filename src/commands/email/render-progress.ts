import type { MailSummary } from '../../core/mailing/summarise-mail.js';
import type { MailProgress } from '../../core/mailing/watch-mail.js';
import { formatDuration, formatNumber, formatTime } from '../output/format.js';
import { renderCounts } from './render-message.js';

/** The counts, the pace and what is waited for, where there is something to say. */
export function describeProgress(mail: MailProgress, zone: string): string[] {
  if (mail.total === 0) return [`${mail.event} has no mail yet`];
  const paused = mail.hosts.filter(isLeftAlone);
  return [
    renderCounts(mail.counts),
    describePace(mail),
    describeNextTry(mail, zone),
    ...paused.map(({ host }) => `${host} is left alone`),
  ].filter((part) => part !== '');
}

/** `24 messages/s · 12 s left`, as far as it is known; nothing once nothing is open. */
export function describePace({ open, perSecond, estimatedEndAt }: MailProgress): string {
  if (open === 0 || !perSecond) return '';
  const pace = perSecond < 10 ? perSecond.toFixed(1) : formatNumber(Math.round(perSecond));
  if (estimatedEndAt === null) return `${pace} messages/s`;
  const left = Math.max(0, Date.parse(estimatedEndAt) - Date.now());
  return `${pace} messages/s · ${formatDuration(left)} left`;
}

/** When the next message is tried that waits for its time; nothing when one is due already. */
export function describeNextTry({ nextTryAt }: MailSummary, zone: string): string {
  if (nextTryAt === null || Date.parse(nextTryAt) <= Date.now()) return '';
  return `next try ${formatTime(nextTryAt, { event: zone, terminal: zone })}`;
}

/** A server that nothing is handed to for now. */
export function isLeftAlone({ pausedUntil }: MailSummary['hosts'][number]): boolean {
  return pausedUntil !== null && Date.parse(pausedUntil) > Date.now();
}

/** `mail.example.com:587: 1,200 in the last hour, 38 ms each`, and why it is left alone. */
export function describeHost(host: MailSummary['hosts'][number]): string {
  const { submittedLastHour, averageMilliseconds, pausedUntil, lastError } = host;
  const pace = averageMilliseconds === null ? '' : `, ${formatNumber(averageMilliseconds)} ms each`;
  const sent = `${host.host}: ${formatNumber(submittedLastHour)} in the last hour${pace}`;
  if (pausedUntil === null || !isLeftAlone(host)) return sent;
  const left = formatDuration(Math.max(1_000, Date.parse(pausedUntil) - Date.now()));
  return `${sent}, left alone for ${left}: ${lastError}`;
}
