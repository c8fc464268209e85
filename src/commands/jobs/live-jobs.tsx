import { Box, Text } from 'ink';
import type { JobList } from '../../core/jobs/schema.js';
import type { CommandSession } from '../define-command.js';
import { formatPercent } from '../output/format.js';
import { showLiveFrames } from '../output/live-frames.js';
import { sanitizeLine } from '../output/sanitize.js';
import { renderCounts, shortId } from './render-job.js';

const colours: Record<string, string> = {
  active: 'cyan',
  completed: 'green',
  failed: 'red',
  held: 'yellow',
  unknown: 'yellow',
};

/** Draws each list over the one before, on stderr, never taller than the terminal. */
export async function showLiveJobs(
  session: Pick<CommandSession, 'stdin' | 'stderr' | 'env' | 'globals'>,
  lists: AsyncIterable<JobList>,
): Promise<void> {
  await showLiveFrames(session, lists, (list, { rows, colour }) => (
    <JobsView list={list} rows={rows} colour={colour} />
  ));
}

/** Exported for tests. */
export function JobsView({
  list: { counts, jobs },
  rows,
  colour,
}: {
  list: JobList;
  rows: number;
  colour: boolean;
}) {
  const shown = jobs.slice(0, Math.max(1, rows));
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">{renderCounts(counts)}</Text>
      {shown.map((job) => (
        <Text key={job.id} wrap="truncate">
          {shortId(job.id)} {job.kind.padEnd(8)}{' '}
          <Text {...(colour && colours[job.status] ? { color: colours[job.status] } : {})}>
            {job.status.padEnd(9)}
          </Text>{' '}
          {formatPercent(job.progress ?? 0, 100).padStart(5)}{' '}
          {sanitizeLine([job.event, job.file, job.error].filter(Boolean).join(' · '))}
        </Text>
      ))}
    </Box>
  );
}
