import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { FlagValue, LoadedConfig } from '../core/runtime/config/load-config.js';
import type { SettingPath } from '../core/runtime/config/setting-names.js';
import type { Context } from '../core/runtime/context.js';
import type { Lifecycle } from '../core/runtime/lifecycle.js';
import type { Command, CommandSession, GlobalOptions } from './define-command.js';
import { commandErrors } from './errors.js';
import { chooseProgress, isContinuousIntegration } from './output/choose-progress.js';
import { createPaint, wantsColour } from './output/colour.js';
import { formatJsonLine } from './output/json.js';
import { printResult } from './output/print-result.js';
import { sanitizeText } from './output/sanitize.js';
import { writeAndWait } from './output/write.js';
import type { Host } from './run-main.js';

/** What a command may use; everything that is opened through it closes with `lifecycle`. */
export function createSession(options: {
  host: Host;
  command: Command;
  globals: GlobalOptions;
  settings: Partial<Record<SettingPath, FlagValue>>;
  lifecycle: Lifecycle;
  signal: AbortSignal;
}): CommandSession {
  const { host, command, globals, settings, lifecycle, signal } = options;
  const { env, cwd, stdin, stdout, stderr } = host;
  const colour = wantsColour(stderr, env, globals.color);
  const progress = chooseProgress({
    globals,
    env,
    stdin,
    stderr,
    now: performance.now.bind(performance),
    colour,
  });
  const paint = createPaint(colour);
  const isInteractive =
    Boolean(stdin.isTTY && stderr.isTTY) && globals.input && !isContinuousIntegration(env);

  function tell(line: string): void {
    progress.writeAbove(() => void stderr.write(`${line}\n`));
  }

  function warn(line: string): void {
    if (!globals.json) tell(`${paint.warning('!')} ${sanitizeText(line)}`);
  }

  let loading: Promise<LoadedConfig> | undefined;
  async function loadOnce(): Promise<LoadedConfig> {
    const { loadConfig } = await import('../core/runtime/config/load-config.js');
    const loaded = await loadConfig({
      env,
      cwd,
      flags: { ...logLevelOf(globals), ...settings },
      configFile: globals.config,
      userName: readUserName(),
    });
    for (const warning of loaded.warnings) warn(warning);
    return loaded;
  }
  const loadedConfig = () => (loading ??= loadOnce());

  let opening: Promise<Context> | undefined;
  async function openOnce(maintenance: { migrate?: boolean }): Promise<Context> {
    const { config } = await loadedConfig();
    const { openContext } = await import('../core/runtime/open-context.js');
    const context = await openContext(config, {
      signal,
      command: `evm ${command.name}`,
      ...maintenance,
    });
    lifecycle.defer(() => context.close());
    return context;
  }

  return {
    globals,
    env,
    cwd,
    stdin,
    stdout,
    stderr,
    signal,
    isInteractive,
    config: async () => (await loadedConfig()).config,
    loadedConfig,
    openContext: (maintenance = {}) => (opening ??= openOnce(maintenance)),
    onClose: (close) => lifecycle.defer(close),
    progress,
    async confirm(question) {
      if (globals.yes) return;
      if (!isInteractive) throw commandErrors.confirmationNeeded({ question });
      await progress.finish();
      const answer = await ask(`${sanitizeText(question)} [y/N] `, { stdin, stderr, signal });
      if (!/^(y|yes|예|네)$/i.test(answer.trim())) throw commandErrors.confirmationDeclined({});
    },
    note(line) {
      if (!globals.quiet && !globals.json) tell(sanitizeText(line));
    },
    warn,
    async emit(data) {
      await printResult({ data, command, globals, stdout, env, formatDocument: formatJsonLine });
    },
    write: (chunk) => writeAndWait(stdout, chunk),
  };
}

async function ask(
  question: string,
  { stdin, stderr, signal }: Pick<CommandSession, 'stdin' | 'stderr' | 'signal'>,
): Promise<string> {
  const dialogue = createInterface({ input: stdin, output: stderr });
  // In a question Ctrl-C reaches readline, not the process, and closed input would wait for ever.
  const ended = new Promise<string>((resolve) => dialogue.once('close', () => resolve('')));
  dialogue.once('SIGINT', () => dialogue.close());
  try {
    return await Promise.race([dialogue.question(question, { signal }), ended]);
  } finally {
    dialogue.close();
  }
}

function logLevelOf(globals: GlobalOptions): Partial<Record<SettingPath, FlagValue>> {
  if (globals.debug) return { 'log.level': { value: 'debug', flag: '--debug' } };
  return globals.verbose ? { 'log.level': { value: 'info', flag: '--verbose' } } : {};
}

function readUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return 'unknown';
  }
}
