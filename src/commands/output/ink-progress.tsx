import { Box, render, Text } from 'ink';
import {
  describeAmount,
  describeCounts,
  describePace,
  joinParts,
  type StageState,
} from './describe-progress.js';
import { formatDuration } from './format.js';
import type { LiveView } from './live-progress.js';
import type { ProgressUpdate } from './progress.js';

const framesPerSecond = 10;
const barWidth = 24;

/**
 * The live view on a terminal: the running stage with a bar, and its counts; two lines, whatever
 * happens. Drawn to stderr, because stdout belongs to the results. Reads no keys, so Ctrl-C stays
 * a signal.
 */
export function createInkProgress(options: {
  stdin: NodeJS.ReadStream;
  stderr: NodeJS.WriteStream;
  now: () => number;
  colour: boolean;
}): LiveView {
  const { stdin, stderr, now, colour } = options;
  const startedAt = now();
  let stage: StageState | undefined;
  let isStale = true;

  const draw = () => (
    <ProgressView stage={stage} now={now()} elapsed={now() - startedAt} colour={colour} />
  );
  const instance = render(draw(), {
    stdout: stderr,
    stderr,
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: framesPerSecond,
  });
  const timer = setInterval(() => {
    if (isStale) instance.rerender(draw());
    isStale = false;
  }, 1000 / framesPerSecond);
  timer.unref();

  return {
    stage(name) {
      stage = { name, startedAt: now(), latest: undefined };
      instance.rerender(draw());
    },
    update(update) {
      stage ??= { name: 'working', startedAt: now(), latest: undefined };
      stage.latest = update;
      isStale = true;
    },
    writeAbove(write) {
      instance.clear();
      write();
      instance.rerender(draw());
    },
    async finish() {
      clearInterval(timer);
      instance.unmount();
      await instance.waitUntilExit();
      // ink leaves its last frame on the screen; it has as many lines as the view below.
      stderr.moveCursor(0, stage === undefined ? -1 : -2);
      stderr.clearScreenDown();
    },
  };
}

/** Exported for tests. */
export function ProgressView(props: {
  stage: StageState | undefined;
  now: number;
  elapsed: number;
  colour: boolean;
}) {
  const { stage, now, elapsed, colour } = props;
  if (stage === undefined) return <Text wrap="truncate">starting…</Text>;
  const { latest } = stage;
  const details = [describePace(stage, now), describeCounts(latest), formatDuration(elapsed)];
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        {bar(latest)}
        {describeAmount(stage)}
      </Text>
      <Text wrap="truncate" dimColor={colour}>
        {joinParts(details)}
      </Text>
    </Box>
  );
}

function bar(update: ProgressUpdate | undefined): string {
  if (update?.total === undefined || update.total <= 0) return '';
  const filled = Math.min(barWidth, Math.floor((update.done / update.total) * barWidth));
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} `;
}
