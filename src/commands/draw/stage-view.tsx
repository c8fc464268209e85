import { Box, render, Text } from 'ink';
import type { CommandSession } from '../define-command.js';
import { wantsColour } from '../output/colour.js';
import { sanitizeLine } from '../output/sanitize.js';
import type { StageFrame } from './stage-frames.js';

type Stage = Pick<CommandSession, 'stdin' | 'stderr' | 'env' | 'globals' | 'signal'>;

/** Plays the frames on stderr, until the last one or until the signal; then takes the picture away. */
export async function playStage(
  session: Stage,
  prize: string,
  frames: Iterable<StageFrame>,
): Promise<void> {
  const stderr = session.stderr as NodeJS.WriteStream;
  const stdin = session.stdin as unknown as NodeJS.ReadStream;
  const colour = wantsColour(stderr, session.env, session.globals.color);
  const draw = (frame: StageFrame) => (
    <StageView frame={frame} prize={prize} rows={(stderr.rows || 24) - 1} colour={colour} />
  );
  let instance: ReturnType<typeof render> | undefined;
  try {
    for (const frame of frames) {
      if (session.signal.aborted) break;
      if (instance) instance.rerender(draw(frame));
      else {
        const options = { stdout: stderr, stderr, stdin, exitOnCtrlC: false, patchConsole: false };
        instance = render(draw(frame), options);
      }
      await pause(frame.ms, session.signal);
    }
  } finally {
    instance?.clear();
    instance?.unmount();
    await instance?.waitUntilExit();
  }
}

/** Exported for tests. Never taller than the terminal: the earliest winners go first. */
export function StageView({
  frame,
  prize,
  rows,
  colour,
}: {
  frame: StageFrame;
  prize: string;
  rows: number;
  colour: boolean;
}) {
  const { winners, rolling } = frame;
  const room = Math.max(1, rows - 6);
  const shown = winners.slice(-room);
  const paint = (color: string) => (colour ? { color } : {});
  return (
    <Box flexDirection="column" alignItems="center" paddingY={1}>
      <Text bold wrap="truncate">
        {sanitizeLine(prize)}
      </Text>
      {shown.map((winner) => (
        <Text key={winner} bold {...paint('green')} wrap="truncate">
          {`★ ${sanitizeLine(winner)} ★`}
        </Text>
      ))}
      <Text wrap="truncate">{rolling === undefined ? ' ' : sanitizeLine(rolling)}</Text>
    </Box>
  );
}

/** Ends early, without an error, when the signal comes. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
