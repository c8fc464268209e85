import type { GlobalOptions } from '../define-command.js';
import { createLiveProgress, type LiveView } from './live-progress.js';
import { createPlainProgress } from './plain-progress.js';
import { silentProgress } from './progress.js';

/** A carried one (see Input in run-main.ts) tells no keys. */
type Terminal = { isTTY?: boolean; isCarried?: boolean };

/** The reporter that suits where stderr goes: nothing, plain lines, or the live view. */
export function chooseProgress(options: {
  globals: GlobalOptions;
  env: NodeJS.ProcessEnv;
  stdin: Terminal;
  stderr: Terminal & { write(text: string): unknown };
  now: () => number;
  colour: boolean;
}): LiveView {
  const { globals, env, stdin, stderr, now, colour } = options;
  if (globals.quiet || globals.json) return withoutView(silentProgress);
  if (!showsLiveView({ env, stdin, stderr })) {
    const write = (line: string) => void stderr.write(`${line}\n`);
    return withoutView(createPlainProgress({ write, now }));
  }
  return createLiveProgress(async () => {
    // React picks its slow, talkative build unless told otherwise before it is loaded.
    process.env.NODE_ENV ??= 'production';
    const { createInkProgress } = await import('./ink-progress.js');
    return () =>
      createInkProgress({
        stdin: stdin as NodeJS.ReadStream,
        stderr: stderr as unknown as NodeJS.WriteStream,
        now,
        colour,
      });
  });
}

/** Animation frames in a pipe or a CI log are garbage. */
export function showsLiveView(options: {
  env: NodeJS.ProcessEnv;
  stdin: Terminal;
  stderr: Terminal;
}): boolean {
  const { env, stdin, stderr } = options;
  return Boolean(
    stdin.isTTY &&
      !stdin.isCarried &&
      stderr.isTTY &&
      env.TERM !== 'dumb' &&
      !isContinuousIntegration(env),
  );
}

export function isContinuousIntegration(env: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false'].includes(env.CI ?? '');
}

function withoutView(reporter: Omit<LiveView, 'writeAbove'>): LiveView {
  return { ...reporter, writeAbove: (write) => write() };
}
