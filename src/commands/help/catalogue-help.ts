import { type CatalogueEntry, commandGroups, everydayCommands } from '../catalogue.js';
import type { Paint } from '../output/colour.js';
import { formatList } from './format-list.js';

/** `evm` alone: what one needs for a normal event, in the order in which one needs it. */
export function everydayHelp(catalogue: readonly CatalogueEntry[], paint: Paint): string[] {
  const entries = everydayCommands.flatMap(
    (name) => catalogue.find((entry) => entry.name === name) ?? [],
  );
  return [
    'evm runs an event from the terminal.',
    '',
    '  $ evm import participants.csv --event seoul-devday --create-event',
    '',
    paint.strong('For a normal event, in this order:'),
    ...formatList(entries.map(({ name, summary }) => [`evm ${name}`, summary])),
    '',
    paint.strong('More:'),
    ...formatList([
      ['evm help commands', 'all commands'],
      ['evm help <command>', 'examples and options of a command'],
      ['evm help exit-codes', 'what the exit codes mean'],
    ]),
  ];
}

export function allCommandsHelp(catalogue: readonly CatalogueEntry[], paint: Paint): string[] {
  const groups = Object.entries(commandGroups) as [CatalogueEntry['group'], string][];
  return groups.flatMap(([group, title], index) => [
    ...(index === 0 ? [] : ['']),
    paint.strong(`${title}:`),
    ...listEntries(catalogue.filter((entry) => entry.group === group)),
  ]);
}

/** `evm participant`: the verbs of a noun. */
export function nounHelp(
  noun: string,
  catalogue: readonly CatalogueEntry[],
  paint: Paint,
): string[] {
  const entries = catalogue.filter((entry) => entry.name.startsWith(`${noun} `));
  return [
    paint.strong(`evm ${noun}:`),
    ...listEntries(entries),
    '',
    `Examples and options: evm help ${entries[0]?.name ?? noun}`,
  ];
}

function listEntries(entries: readonly CatalogueEntry[]): string[] {
  return formatList(entries.map(({ name, summary }) => [`evm ${name}`, summary]));
}
