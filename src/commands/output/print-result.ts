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
  formatDocument?: (data: unknown) => string;
}): Promise<void> {
  const { data, command, globals, stdout, env, formatDocument = formatJson } = options;
  if (globals.json) return await writeAndWait(stdout, formatDocument(data));
  const lines = command.render(sanitizeData(data), createRenderIo(globals, stdout, env));
  if (lines.length > 0) await writeAndWait(stdout, `${lines.join('\n')}\n`);
}

function createRenderIo(
  globals: GlobalOptions,
  stdout: { isTTY?: boolean; columns?: number },
  env: NodeJS.ProcessEnv,
): RenderIo {
  return {
    ...createPaint(wantsColour(stdout, env, globals.color)),
    width: stdout.columns || 80,
    isTerminal: stdout.isTTY === true,
    quiet: globals.quiet,
    verbose: globals.verbose,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
