import { Box, render, Text } from 'ink';
import type { JobList } from '../../core/jobs/schema.js';
import type { CommandSession } from '../define-command.js';
import { wantsColour } from '../output/colour.js';
import { formatPercent } from '../output/format.js';
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
  const { env, globals } = session;
  const stderr = session.stderr as NodeJS.WriteStream;
  const stdin = session.stdin as NodeJS.ReadStream;
  const colour = wantsColour(stderr, env, globals.color);
  const draw = (list: JobList) => (
    <JobsView list={list} rows={(stderr.rows || 24) - 3} colour={colour} />
  );
  let instance: ReturnType<typeof render> | undefined;
  try {
    for await (const list of lists) {
      if (instance) instance.rerender(draw(list));
      else {
        const options = { stdout: stderr, stderr, stdin, exitOnCtrlC: false, patchConsole: false };
        instance = render(draw(list), options);
      }
    }
  } finally {
    instance?.unmount();
    await instance?.waitUntilExit();
  }
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
