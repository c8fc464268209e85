import { EventEmitter } from 'node:events';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { type CatalogueEntry, catalogue as fullCatalogue } from '../../src/commands/catalogue.js';
import { runMain } from '../../src/commands/run-main.js';

export interface MainRun {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** The document of `--json`. */
  json(): unknown;
}

export interface InProcessOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  stdin?: string | Readable;
  /** Pretend that stdin, stdout and stderr are terminals. */
  terminal?: boolean;
  catalogue?: readonly CatalogueEntry[];
  /** Emit SIGINT or SIGTERM on it to interrupt. */
  signals?: EventEmitter;
  onExit?: (code: number) => void;
  stdout?: Writable;
}

/**
 * Runs a command line in this process, with an environment of its own: what a person would see
 * and the exit code, without the second that starting node through tsx takes.
 */
export async function runInProcess(
  argv: readonly string[],
  options: InProcessOptions = {},
): Promise<MainRun> {
  const { terminal = false, stdin = '' } = options;
  const stdout = collector(terminal);
  const stderr = collector(terminal);
  const input = typeof stdin === 'string' ? Readable.from(stdin === '' ? [] : [stdin]) : stdin;
  const exitCode = await runMain({
    argv,
    env: { TERM: 'xterm', ...options.env },
    cwd: options.cwd ?? process.cwd(),
    stdin: Object.assign(input, { isTTY: terminal }),
    stdout: options.stdout ?? stdout.stream,
    stderr: stderr.stream,
    signals: options.signals ?? new EventEmitter(),
    exit: options.onExit ?? (() => undefined),
    version: () => '0.0.0-test',
    catalogue: options.catalogue ?? fullCatalogue,
  });
  return {
    exitCode,
    stdout: stdout.text(),
    stderr: stderr.text(),
    json: () => JSON.parse(stdout.text()),
  };
}

function collector(isTTY: boolean) {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    stream: Object.assign(stream, { isTTY, columns: 80 }),
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}

/** A catalogue of one command, for tests of the runner itself. */
export function catalogueOf(command: { name: string; summary: string }): CatalogueEntry[] {
  const { name, summary } = command;
  return [{ name, summary, group: 'machine', load: async () => ({ command }) }];
}
