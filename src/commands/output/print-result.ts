import type { Writable } from 'node:stream';
import type { Command, GlobalOptions, RenderIo } from '../define-command.js';
import { createPaint, wantsColour } from './colour.js';
import { formatJson } from './json.js';
import { sanitizeData } from './sanitize.js';
import { writeAndWait } from './write.js';

/** Prints the document or the lines of one result. */
export async function printResult(options: {
  data: unknown;
  command: Command;
  globals: GlobalOptions;
  stdout: Writable & { isTTY?: boolean; columns?: number };
  env: NodeJS.ProcessEnv;
  /** Of the terminal, where that is not this process's. */
  zone: string | undefined;
  formatDocument?: (data: unknown) => string;
}): Promise<void> {
  const { data, command, globals, stdout, env, zone, formatDocument = formatJson } = options;
  if (globals.json) return await writeAndWait(stdout, formatDocument(data));
  const lines = command.render(sanitizeData(data), createRenderIo({ globals, stdout, env, zone }));
  if (lines.length > 0) await writeAndWait(stdout, `${lines.join('\n')}\n`);
}

function createRenderIo(options: {
  globals: GlobalOptions;
  stdout: { isTTY?: boolean; columns?: number };
  env: NodeJS.ProcessEnv;
  zone: string | undefined;
}): RenderIo {
  const { globals, stdout, env, zone } = options;
  return {
    ...createPaint(wantsColour(stdout, env, globals.color)),
    width: stdout.columns || 80,
    isTerminal: stdout.isTTY === true,
    quiet: globals.quiet,
    verbose: globals.verbose,
    zone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
