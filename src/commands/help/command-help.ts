import type { CatalogueEntry } from '../catalogue.js';
import type { ArgumentDefinition, Command, OptionDefinition } from '../define-command.js';
import type { Paint } from '../output/colour.js';
import { choicesOf } from './choices.js';
import { formatList } from './format-list.js';
import { globalOptions } from './global-options.js';

/**
 * The help of one command: what it is for, examples, then arguments and options, and the commands whose
 * names begin with its own.
 */
export function commandHelp(
  command: Command,
  paint: Paint,
  related: readonly CatalogueEntry[] = [],
): string[] {
  const { summary, description, examples } = command;
  const options = Object.values(command.options);
  return [
    summary,
    ...(description === undefined ? [] : ['', ...description.split('\n')]),
    '',
    ...examples.flatMap((example) => [
      `  $ ${example.command}`,
      `    ${paint.faint(example.note)}`,
    ]),
    '',
    `${paint.strong('Usage:')} ${usageOf(command)}`,
    ...section('Arguments', command.arguments.map(describeArgument), paint),
    ...section('Options', options.map(describeOption), paint),
    ...section(
      'See also',
      related.map(({ name, summary: meaning }) => [`evm ${name}`, meaning]),
      paint,
    ),
    ...section(
      'Options of every command',
      globalOptions.map(({ flags, description: meaning }) => [flags, meaning]),
      paint,
    ),
  ];
}

/** All that can be said of a command without loading it. */
export function entryHelp({ name, summary }: CatalogueEntry): string[] {
  return [summary, '', `Usage: evm ${name} [options]`];
}

/** `evm participant add <file> --event <event> [options]`. */
export function usageOf(command: Pick<Command, 'name' | 'arguments' | 'options'>): string {
  const options = Object.values(command.options);
  const required = options.filter((option) => option.required).map(({ flags }) => longForm(flags));
  const positional = command.arguments.map(({ name, required: isRequired, variadic }) => {
    const inside = variadic ? `${name}...` : name;
    return isRequired === false ? `[${inside}]` : `<${inside}>`;
  });
  return [`evm ${command.name}`, ...positional, ...required, '[options]'].join(' ');
}

function section(
  title: string,
  items: readonly (readonly [string, string])[],
  paint: Paint,
): string[] {
  return items.length === 0 ? [] : ['', paint.strong(`${title}:`), ...formatList(items)];
}

function describeArgument({ name, description, required }: ArgumentDefinition): [string, string] {
  return [name, required === false ? `${description} (may be left out)` : description];
}

/** Flags and meaning of an option, with its choices and whether it is required. */
export function describeOption(option: OptionDefinition<unknown>): [string, string] {
  const choices = choicesOf(option.schema);
  const remarks = [
    ...(choices.length > 0 ? [choices.join(', ')] : []),
    ...(option.required ? ['required'] : []),
    ...(option.kind === 'repeatable' ? ['repeatable'] : []),
  ];
  const remark = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  return [option.flags, `${option.description}${remark}`];
}

function longForm(flags: string): string {
  return flags.replace(/^-\w,\s*/, '');
}
