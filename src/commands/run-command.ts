import type { ExitCode } from '../core/runtime/exit-codes.js';
import { Lifecycle } from '../core/runtime/lifecycle.js';
import { tryOwner } from './carry/try-owner.js';
import { createSession } from './create-session.js';
import type { Command } from './define-command.js';
import { createLoadSettings } from './load-settings.js';
import { printResult } from './output/print-result.js';
import type { ParsedArguments } from './parse-arguments.js';
import type { Host } from './run-main.js';

/**
 * Runs a parsed command: opens a session, prints what it returns, closes what it opened. Throws
 * what the command throws; the exit code otherwise. Where `evm up` has the embedded database, the
 * command is handed over to it instead.
 */
export async function runCommand(options: {
  host: Host;
  command: Command;
  parsed: Extract<ParsedArguments, { kind: 'run' }>;
  aborter: AbortController;
}): Promise<ExitCode> {
  const { host, command, parsed, aborter } = options;
  const { globals, input, settings } = parsed;
  const load = createLoadSettings({ host, globals, settings });
  const whileUp = command.whileUp(input);
  const handedOver = await tryOwner({ host, whileUp, load, signal: aborter.signal });
  if (handedOver !== undefined) return handedOver;
  const lifecycle = new Lifecycle();
  const session = createSession({
    host,
    command,
    globals,
    load,
    lifecycle,
    signal: aborter.signal,
  });
  let data: unknown;
  try {
    data = await command.run(session, input);
  } finally {
    await session.progress.finish();
    await lifecycle.close();
  }
  if (data === undefined) return 0;
  await printResult({
    data,
    command,
    globals,
    stdout: host.stdout,
    env: host.env,
    zone: host.carried?.zone,
  });
  return command.exitCode(data);
}
