import type { Readable, Writable } from 'node:stream';
import type { LoadedConfig } from '../core/runtime/config/load-config.js';
import type { Context } from '../core/runtime/context.js';
import { type ExitCode, exitCodes } from '../core/runtime/exit-codes.js';
import { type CatalogueEntry, catalogue as fullCatalogue, loadCommand } from './catalogue.js';
import { findCommand } from './find-command.js';
import { helpFor } from './help/help-for.js';
import { createPaint, wantsColour } from './output/colour.js';
import { reportError } from './output/report-error.js';
import { scanGlobals } from './scan-globals.js';
import { listenForSignals, type SignalSource } from './signals.js';

/** The process as the command line sees it; tests give their own. */
export interface Host {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  stdin: Input;
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  /** Emits SIGINT and SIGTERM. */
  signals: SignalSource;
  /** Ends the process at once: for the second Ctrl-C. */
  exit: (code: number) => void;
  version: () => string;
  catalogue?: readonly CatalogueEntry[];
  /** Of a command that belongs to another process: what it works with instead of opening its own. */
  carried?: { context: Context; loaded: LoadedConfig; zone: string };
}

/** Of a carried command it may be a terminal, but one that only gives lines. */
export type Input = Readable & { isTTY?: boolean; isCarried?: boolean };

/** Runs one command line and tells its exit code. Never rejects. */
export async function runMain(host: Host): Promise<ExitCode> {
  const { stdout, stderr, env } = host;
  const globals = scanGlobals(host.argv);
  const aborter = new AbortController();
  // A reader that has seen enough (`evm … | head`) is no error: stop, and say nothing more.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') aborter.abort(outputClosed);
  });
  stderr.on('error', () => {});
  const stopListening = listenForSignals({
    ...host,
    aborter,
    // The process that a carried command belongs to has said it.
    quiet: globals.quiet || globals.json || host.carried !== undefined,
  });
  try {
    return await dispatch(host, aborter);
  } catch (error) {
    if (aborter.signal.reason === outputClosed) return exitCodes.done;
    const paint = createPaint(wantsColour(stderr, env, globals.color));
    return reportError({ error, globals, stderr, paint, signal: aborter.signal });
  } finally {
    stopListening();
  }
}

const outputClosed = new DOMException('the reader of stdout is gone', 'AbortError');

async function dispatch(host: Host, aborter: AbortController): Promise<ExitCode> {
  const { argv, stdout } = host;
  const catalogue = host.catalogue ?? fullCatalogue;
  if (asksForVersion(argv)) {
    stdout.write(`${host.version()}\n`);
    return exitCodes.done;
  }
  const help = await helpFor(host, catalogue);
  if (help !== undefined) {
    stdout.write(help);
    return exitCodes.done;
  }
  const found = findCommand(argv, catalogue);
  if (found.kind !== 'command') throw new Error('a command line without a command is a question');
  const command = await loadCommand(found.entry);
  // Not before: help needs neither commander nor what a running command needs.
  const { parseArguments } = await import('./parse-arguments.js');
  const parsed = parseArguments(command, found.rest);
  if (parsed.kind === 'help') {
    stdout.write(await helpFor({ ...host, argv: ['help', ...command.name.split(' ')] }, catalogue));
    return exitCodes.done;
  }
  const { runCommand } = await import('./run-command.js');
  return await runCommand({ host, command, parsed, aborter });
}

function asksForVersion(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const tokens = end === -1 ? argv : argv.slice(0, end);
  return tokens.every((token) => token.startsWith('-')) && tokens.includes('--version');
}
