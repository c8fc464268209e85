import { createInterface } from 'node:readline/promises';
import type { LoadedConfig } from '../core/runtime/config/load-config.js';
import type { Context } from '../core/runtime/context.js';
import type { Lifecycle } from '../core/runtime/lifecycle.js';
import type { Command, CommandSession, GlobalOptions } from './define-command.js';
import { commandErrors } from './errors.js';
import type { LoadSettings } from './load-settings.js';
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
  load: LoadSettings;
  lifecycle: Lifecycle;
  signal: AbortSignal;
}): CommandSession {
  const { host, command, globals, load, lifecycle, signal } = options;
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
    const loaded = await load();
    for (const warning of loaded.warnings) warn(warning);
    return loaded;
  }
  const loadedConfig = () => (loading ??= loadOnce());

  let opening: Promise<Context> | undefined;
  async function openOnce(maintenance: { migrate?: boolean }): Promise<Context> {
    const { config } = await loadedConfig();
    if (host.carried) {
      const { borrowContext } = await import('./carry/borrow-context.js');
      return borrowContext(host.carried, stderr);
    }
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
      const zone = host.carried?.zone;
      const formatDocument = formatJsonLine;
      await printResult({ data, command, globals, stdout, env, zone, formatDocument });
    },
    write: (chunk) => writeAndWait(stdout, chunk),
  };
}

async function ask(
  question: string,
  { stdin, stderr, signal }: Pick<CommandSession, 'stdin' | 'stderr' | 'signal'>,
): Promise<string> {
  // A terminal elsewhere echoes and edits its lines itself.
  const terminal = stdin.isCarried ? { terminal: false } : {};
  const dialogue = createInterface({ input: stdin, output: stderr, ...terminal });
  // In a question Ctrl-C reaches readline, not the process, and closed input would wait for ever.
  const ended = new Promise<string>((resolve) => dialogue.once('close', () => resolve('')));
  dialogue.once('SIGINT', () => dialogue.close());
  try {
    return await Promise.race([dialogue.question(question, { signal }), ended]);
  } finally {
    dialogue.close();
  }
}
