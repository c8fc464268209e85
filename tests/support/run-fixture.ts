import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface RunningFixture {
  readonly child: ChildProcess;
  /** The first line of its output that `is` accepts, from now on. */
  line(is: (line: string) => boolean): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly exit: Promise<unknown>;
}

/** Runs a script of tests/fixtures in a process of its own; killed when the running test ends. */
export function startFixture(path: string, args: readonly string[]): RunningFixture {
  const script = fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    line: (is) =>
      new Promise((resolve, reject) => {
        lines.on('line', (line) => is(line) && resolve(line));
        lines.on('close', () => reject(new Error(`${path} ended without that line`)));
      }),
    kill: (signal) => void child.kill(signal),
    exit: once(child, 'exit'),
  };
}
