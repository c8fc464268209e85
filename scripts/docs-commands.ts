import { catalogue, commandGroups, loadCommand } from '../src/commands/catalogue.js';
import type { Command } from '../src/commands/define-command.js';
import { describeOption, usageOf } from '../src/commands/help/command-help.js';
import { globalOptions } from '../src/commands/help/global-options.js';
import { code, generatedNotice, markdownTable } from './markdown.js';

/** docs/commands.md: all commands by group, with examples, arguments and options. */
export async function commandsDocument(): Promise<string> {
  const sections = await Promise.all(
    Object.entries(commandGroups).map(([group, title]) => groupSection(group, title)),
  );
  return [
    generatedNotice,
    '',
    '# Commands',
    '',
    'Results go to standard output, everything else to standard error. With `--json` the result is',
    'one JSON document: a list is an object with one named array, a single thing an object with its',
    'name. Exit codes are in [errors.md](errors.md), settings in [configuration.md](configuration.md).',
    '',
    '## Options of every command',
    '',
    ...markdownTable(
      ['option', 'meaning'],
      globalOptions.map(({ flags, description }) => [code(flags), description]),
    ),
    ...sections.flat(),
    '',
  ].join('\n');
}

async function groupSection(group: string, title: string): Promise<string[]> {
  const entries = catalogue.filter((entry) => entry.group === group);
  const commands = await Promise.all(entries.map(loadCommand));
  return ['', `## ${title}`, ...commands.flatMap(commandSection)];
}

function commandSection(command: Command): string[] {
  const { name, summary, description, examples } = command;
  const options = Object.values(command.options);
  return [
    '',
    `### evm ${name}`,
    '',
    `${summary}.${description === undefined ? '' : ` ${description.replaceAll('\n', ' ')}`}`,
    '',
    '```sh',
    ...examples.map((example) => `${example.command}   # ${example.note}`),
    '```',
    '',
    `Usage: ${code(usageOf(command))}`,
    ...table(
      'argument',
      command.arguments.map(({ name: argument, description: meaning, required }) => [
        code(argument),
        required === false ? `${meaning} (may be left out)` : meaning,
      ]),
    ),
    ...table(
      'option',
      options.map((option) => {
        const [flags, meaning] = describeOption(option);
        return [code(flags), meaning];
      }),
    ),
  ];
}

function table(header: string, rows: string[][]): string[] {
  return rows.length === 0 ? [] : ['', ...markdownTable([header, 'meaning'], rows)];
}
