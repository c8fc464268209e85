import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export interface EvmOptions {
  /** Whose home and database to use; see createPlace. */
  place?: { env: Record<string, string> };
  /** On top of the place's; nothing but the path is taken from the surrounding environment. */
  env?: Record<string, string | undefined>;
  stdin?: string | Uint8Array;
  cwd?: string;
  /** The `bin/evm.js` of another build; see sabotaged-build.ts. */
  binary?: string;
}

export interface EvmResult {
  stdout: string;
  stderr: string;
  /** Null when a signal ended the process. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The standard output as one JSON document; throws with both outputs when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape by what it expects
  readonly json: any;
}

export interface RunningEvm {
  readonly pid: number;
  readonly stdin: NonNullable<ChildProcess['stdin']>;
  /** The first complete line of either output, past or future, that matches. */
  waitForLine(pattern: RegExp): Promise<string>;
  kill(signal?: NodeJS.Signals): void;
  /** Resolves when the process has ended and its output is complete. */
  readonly exit: Promise<EvmResult>;
}

const binary = fileURLToPath(new URL('../../bin/evm.js', import.meta.url));

/** Runs the built `evm` to its end in a process of its own. */
export async function runEvm(
  args: readonly string[],
  options: EvmOptions = {},
): Promise<EvmResult> {
  const running = startEvm(args, options);
  running.stdin.end(options.stdin ?? '');
  return await running.exit;
}

/** Starts the built `evm`, to be watched and signalled while it runs; the caller ends it. */
export function startEvm(args: readonly string[], options: EvmOptions = {}): RunningEvm {
  const child = spawn(process.execPath, [options.binary ?? binary, ...args], {
    cwd: options.cwd,
    env: cleanEnvironment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) throw new Error('evm could not be started');
  // A command that fails early closes its input before the test has written all of it.
  child.stdin.on('error', () => undefined);
  const output = { stdout: collect(child.stdout), stderr: collect(child.stderr) };
  const exit = once(child, 'close').then(([exitCode, signal]) =>
    toResult({ stdout: output.stdout.text(), stderr: output.stderr.text(), exitCode, signal }),
  );
  return {
    pid: child.pid,
    stdin: child.stdin,
    exit,
    kill: (signal = 'SIGTERM') => void child.kill(signal),
    waitForLine: (pattern) =>
      Promise.race([
        output.stdout.waitForLine(pattern),
        output.stderr.waitForLine(pattern),
        exit.then((result) => {
          throw new Error(`evm ended without a line like ${pattern}\n${describeResult(result)}`);
        }),
      ]),
  };
}

function cleanEnvironment({ place, env }: EvmOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: place?.env.EVM_HOME ?? '/nonexistent',
    LANG: 'C.UTF-8',
    ...place?.env,
    ...env,
  };
}

function collect(stream: Readable) {
  let text = '';
  const waiting = new Set<{ pattern: RegExp; resolve: (line: string) => void }>();
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
    for (const waiter of waiting) {
      const line = findLine(text, waiter.pattern);
      if (line === undefined) continue;
      waiting.delete(waiter);
      waiter.resolve(line);
    }
  });
  return {
    text: () => text,
    waitForLine(pattern: RegExp): Promise<string> {
      const line = findLine(text, pattern);
      if (line !== undefined) return Promise.resolve(line);
      return new Promise((resolve) => waiting.add({ pattern, resolve }));
    },
  };
}

// Only complete lines: the rest of the last one may still be under way.
function findLine(text: string, pattern: RegExp): string | undefined {
  return text
    .split('\n')
    .slice(0, -1)
    .find((line) => pattern.test(line));
}

function toResult(ended: Omit<EvmResult, 'json'>): EvmResult {
  return {
    ...ended,
    get json() {
      try {
        return JSON.parse(ended.stdout);
      } catch (error) {
        const message = `the output is no JSON document\n${describeResult(ended)}`;
        throw new Error(message, { cause: error });
      }
    },
  };
}

function describeResult({ stdout, stderr, exitCode, signal }: Omit<EvmResult, 'json'>): string {
  return `exit ${exitCode ?? signal}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`;
}
