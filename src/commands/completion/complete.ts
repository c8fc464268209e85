import { RootCommand, ShellCompDirective } from '@bomb.sh/tab';
import { type CatalogueEntry, catalogue, loadCommand } from '../catalogue.js';
import type { Command, OptionDefinition } from '../define-command.js';
import { findCommand } from '../find-command.js';
import { choicesOf } from '../help/choices.js';
import { globalOptions } from '../help/global-options.js';
import { shells } from './completion-script.js';

/**
 * `evm complete -- <words>`: what the shell asks at every Tab. Prints the candidates in the format
 * of the completion scripts. Needs neither configuration nor database, and loads no command but
 * the one whose options are wanted.
 */
export async function completeWords(argv: readonly string[]): Promise<void> {
  const words = argv[0] === '--' ? argv.slice(1) : [...argv];
  const command = await commandOf(words.slice(0, -1));
  if (command && wantsFile(command, words)) {
    // The shell knows how to complete files, with their folders and quotes.
    console.log(`:${ShellCompDirective.ShellCompDirectiveDefault}`);
    return;
  }
  buildTree(command).parse(words);
}

async function commandOf(words: readonly string[]): Promise<Command | undefined> {
  try {
    const found = findCommand(words, catalogue);
    return found.kind === 'command' ? await loadCommand(found.entry) : undefined;
  } catch {
    // An unknown word, or a command that cannot be loaded: the names can still be completed.
    return undefined;
  }
}

function buildTree(command: Command | undefined): RootCommand {
  const root = new RootCommand();
  addGlobalOptions(root);
  for (const noun of nounsOf(catalogue)) root.command(noun, `${noun} commands`);
  for (const { name, summary } of catalogue) {
    const node = root.command(name, summary);
    if (command?.name === name) describeCommand(node, command);
  }
  root.command('help', 'Show help');
  return root;
}

type TreeNode = Pick<ReturnType<RootCommand['command']>, 'option' | 'argument'>;

function describeCommand(node: TreeNode, command: Command): void {
  addGlobalOptions(node);
  for (const option of Object.values(command.options)) addOption(node, option);
  for (const { name, variadic } of command.arguments) {
    const candidates = command.name === 'completion' ? shells : [];
    node.argument(
      name,
      (complete) => {
        for (const candidate of candidates) complete(candidate, '');
      },
      variadic ?? false,
    );
  }
}

function addGlobalOptions(node: TreeNode): void {
  for (const { flags, description } of globalOptions) {
    addOption(node, { kind: flags.includes('<') ? 'value' : 'flag', flags, description });
  }
}

function addOption(
  node: TreeNode,
  option: Pick<OptionDefinition<unknown>, 'kind' | 'flags' | 'description'> & {
    schema?: OptionDefinition<unknown>['schema'];
  },
): void {
  const { short, long } = flagNames(option.flags);
  if (option.kind === 'flag') {
    if (short === undefined) node.option(long, option.description);
    else node.option(long, option.description, short);
    return;
  }
  const choices = choicesOf(option.schema);
  node.option(
    long,
    option.description,
    (complete) => {
      for (const choice of choices) complete(choice, '');
    },
    short,
  );
}

/** Names without their dashes, as the library wants them. */
function flagNames(flags: string): { short: string | undefined; long: string } {
  return {
    short: /(?:^|\s)-(\w)\b/.exec(flags)?.[1],
    long: /--([\w-]+)/.exec(flags)?.[1] ?? flags,
  };
}

const fileWords = /<(?:file|folder|dir|directory|path|out)>/i;

/** True when the word under the cursor is a file: by the placeholder of its option or argument. */
function wantsFile(command: Command, words: readonly string[]): boolean {
  const previous = words.at(-2) ?? '';
  const current = words.at(-1) ?? '';
  if (current.startsWith('-')) return false;
  const options = [...Object.values(command.options), ...globalOptions];
  const option = options.find(({ flags }) => flags.split(/[ ,]+/).includes(previous));
  if (option && /[<[]/.test(option.flags)) return fileWords.test(option.flags);
  return command.arguments.some(({ name }) => fileWords.test(`<${name}>`));
}

/** What verbs follow: `badge`, and `badge template` as a part of it. */
function nounsOf(entries: readonly CatalogueEntry[]): string[] {
  const nouns = entries.flatMap(({ name }) => {
    const words = name.split(' ');
    return words.slice(1).map((_, index) => words.slice(0, index + 1).join(' '));
  });
  return [...new Set(nouns)];
}
