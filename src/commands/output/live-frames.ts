import { render } from 'ink';
import type { ReactElement } from 'react';
import type { CommandSession } from '../define-command.js';
import { wantsColour } from './colour.js';

/** What a frame has to fit into. */
export interface FrameIo {
  /** Lines that it may have, so that it is never taller than the terminal. */
  rows: number;
  colour: boolean;
}

/**
 * Draws each item over the one before, on stderr, because stdout belongs to the results. Reads no keys, so
 * Ctrl-C stays a signal; the last frame is left on the screen.
 */
export async function showLiveFrames<Item>(
  session: Pick<CommandSession, 'stdin' | 'stderr' | 'env' | 'globals'>,
  items: AsyncIterable<Item>,
  draw: (item: Item, io: FrameIo) => ReactElement,
): Promise<void> {
  const { env, globals } = session;
  const stderr = session.stderr as NodeJS.WriteStream;
  const stdin = session.stdin as NodeJS.ReadStream;
  const colour = wantsColour(stderr, env, globals.color);
  let instance: ReturnType<typeof render> | undefined;
  try {
    for await (const item of items) {
      const frame = draw(item, { rows: (stderr.rows || 24) - 3, colour });
      if (instance) {
        instance.rerender(frame);
        continue;
      }
      const options = { stdout: stderr, stderr, stdin, exitOnCtrlC: false, patchConsole: false };
      instance = render(frame, options);
    }
  } finally {
    instance?.unmount();
    await instance?.waitUntilExit();
  }
}
