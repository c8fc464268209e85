import { Box, Text } from 'ink';
import type { MailProgress } from '../../core/mailing/watch-mail.js';
import type { CommandSession } from '../define-command.js';
import { formatNumber, formatPercent } from '../output/format.js';
import { type FrameIo, showLiveFrames } from '../output/live-frames.js';
import { sanitizeLine } from '../output/sanitize.js';
import { describeHost, describeNextTry, describePace, isLeftAlone } from './render-progress.js';

/** Draws how the mail stands over what it was before. */
export async function showLiveMail(
  session: Pick<CommandSession, 'stdin' | 'stderr' | 'env' | 'globals'>,
  progress: AsyncIterable<MailProgress>,
): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await showLiveFrames(session, progress, (mail, io) => (
    <MailView mail={mail} zone={timeZone} {...io} />
  ));
}

const colours: Record<string, string> = {
  claimed: 'cyan',
  submitted: 'green',
  failed: 'red',
  bounced: 'red',
  complained: 'red',
  held: 'yellow',
  unknown: 'yellow',
};

/** Exported for tests. */
export function MailView({
  mail,
  zone,
  rows,
  colour,
}: FrameIo & { mail: MailProgress; zone: string }) {
  if (mail.total === 0) return <Text>{mail.event} has no mail yet</Text>;
  const ended = mail.total - mail.open;
  const counts = Object.entries(mail.counts).filter(([, count]) => count > 0);
  const pace = [describePace(mail), describeNextTry(mail, zone)].filter((part) => part !== '');
  const hosts = mail.hosts.slice(0, Math.max(1, rows - 3));
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        {bar(ended, mail.total)} {formatNumber(ended)} of {formatNumber(mail.total)} (
        {formatPercent(ended, mail.total)})
      </Text>
      <Text>
        {counts.map(([status, count], index) => (
          <Text key={status}>
            {index === 0 ? '' : ' · '}
            <Text {...painted(colour && colours[status])}>
              {status} {formatNumber(count)}
            </Text>
          </Text>
        ))}
      </Text>
      {pace.length > 0 && <Text wrap="truncate">{pace.join(' · ')}</Text>}
      {hosts.map((host) => (
        <Text key={host.host} {...painted(colour && isLeftAlone(host) && 'yellow')}>
          {sanitizeLine(describeHost(host))}
        </Text>
      ))}
    </Box>
  );
}

const barWidth = 16;

function bar(done: number, total: number): string {
  const filled = Math.floor((done / total) * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
}

function painted(color: string | false | undefined): { color?: string } {
  return color ? { color } : {};
}
