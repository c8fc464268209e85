import { closestWord } from '../../core/runtime/config/closest-word.js';
import { type CatalogueEntry, loadCommand } from '../catalogue.js';
import { commandErrors } from '../errors.js';
import { findCommand } from '../find-command.js';
import { createPaint, type Paint, wantsColour } from '../output/colour.js';
import { scanGlobals } from '../scan-globals.js';
import { allCommandsHelp, everydayHelp, nounHelp } from './catalogue-help.js';
import { commandHelp, entryHelp } from './command-help.js';
import { exitCodesHelp } from './exit-codes-help.js';
import { globalOptions } from './global-options.js';

/**
 * The help that the command line asks for, or undefined when it asks for something else. Errors:
 * COMMAND_UNKNOWN, and USAGE for an option that nothing knows.
 */
export async function helpFor(
  host: { argv: readonly string[]; stdout: { isTTY?: boolean }; env: NodeJS.ProcessEnv },
  catalogue: readonly CatalogueEntry[],
): Promise<string | undefined> {
  const { argv, stdout, env } = host;
  const paint = createPaint(wantsColour(stdout, env, scanGlobals(argv).color));
  const isHelpCommand = argv.find((token) => !token.startsWith('-')) === 'help';
  const words = isHelpCommand ? withoutFirst(argv, 'help') : argv;
  const topic = isHelpCommand ? topicHelp(words, catalogue, paint) : undefined;
  if (topic !== undefined) return asText(topic);

  const found = findCommand(words, catalogue);
  if (found.kind !== 'command') {
    checkOptions(found.rest);
    const lines =
      found.kind === 'noun'
        ? nounHelp(found.noun, catalogue, paint)
        : everydayHelp(catalogue, paint);
    return asText(lines);
  }
  if (!isHelpCommand && !asksForHelp(found.rest)) return undefined;
  return asText(await helpOfEntry(found.entry, { catalogue, paint }));
}

function topicHelp(
  words: readonly string[],
  catalogue: readonly CatalogueEntry[],
  paint: Paint,
): string[] | undefined {
  const [topic] = words.filter((word) => !word.startsWith('-'));
  if (topic === 'exit-codes') return exitCodesHelp();
  if (topic === 'commands' || words.includes('--all')) return allCommandsHelp(catalogue, paint);
  return undefined;
}

async function helpOfEntry(
  entry: CatalogueEntry,
  { catalogue, paint }: { catalogue: readonly CatalogueEntry[]; paint: Paint },
): Promise<string[]> {
  try {
    const related = catalogue.filter(({ name }) => name.startsWith(`${entry.name} `));
    return commandHelp(await loadCommand(entry), paint, related);
  } catch {
    // A command that cannot be loaded still has a name and a summary, and says why when it is run.
    return entryHelp(entry);
  }
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const tokens = end === -1 ? argv : argv.slice(0, end);
  return tokens.includes('--help') || tokens.includes('-h');
}

/** Where there is no command, only the global options mean anything. */
function checkOptions(rest: readonly string[]): void {
  const known = [
    '-h',
    '--help',
    '-V',
    '--version',
    ...globalOptions.flatMap(({ flags }) => names(flags)),
  ];
  const unknown = rest.find((token) => token.startsWith('-') && !known.includes(token));
  if (unknown === undefined) return;
  const meant = closestWord(
    unknown,
    known.filter((name) => name.startsWith('--')),
  );
  const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw commandErrors.usage({
    problem: `unknown option '${unknown}'${suggestion}`,
    help: 'evm help',
  });
}

function names(flags: string): string[] {
  return flags.split(/[ ,]+/).filter((part) => part.startsWith('-'));
}

function withoutFirst(argv: readonly string[], word: string): string[] {
  const index = argv.indexOf(word);
  return argv.filter((_, position) => position !== index);
}

function asText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
