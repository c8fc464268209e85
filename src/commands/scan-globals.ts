import type { GlobalOptions } from './define-command.js';

/** The global options alone, read leniently: for help, and for errors before a command is known. */
export function scanGlobals(argv: readonly string[]): GlobalOptions {
  const end = argv.indexOf('--');
  const tokens = new Set(end === -1 ? argv : argv.slice(0, end));
  return {
    json: tokens.has('--json'),
    quiet: tokens.has('-q') || tokens.has('--quiet'),
    verbose: tokens.has('-v') || tokens.has('--verbose'),
    color: !tokens.has('--no-color'),
    input: !tokens.has('--no-input'),
    yes: tokens.has('-y') || tokens.has('--yes'),
    debug: tokens.has('--debug'),
    config: undefined,
  };
}
