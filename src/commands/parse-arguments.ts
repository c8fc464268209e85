import { Command as Commander, CommanderError, Option } from 'commander';
import type { FlagValue } from '../core/runtime/config/load-config.js';
import type { SettingPath } from '../core/runtime/config/setting-names.js';
import type { Command, GlobalOptions, OptionDefinition } from './define-command.js';
import { commandErrors } from './errors.js';
import { choicesOf } from './help/choices.js';
import { globalOptions } from './help/global-options.js';

/** What the command line says, once it is known which command it is for. */
export type ParsedArguments =
  | { kind: 'help' }
  | {
      kind: 'run';
      globals: GlobalOptions;
      input: Record<string, unknown>;
      /** Settings that options of the command overrule. */
      settings: Partial<Record<SettingPath, FlagValue>>;
    };

/** Reads the arguments of `command`. Errors: USAGE, naming the option or argument. */
export function parseArguments(command: Command, argv: readonly string[]): ParsedArguments {
  const program = createProgram(command);
  const help = `evm help ${command.name}`;
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'help' };
    throw commandErrors.usage({ problem: reworded(error.message), help });
  }
  const given = program.opts<Record<string, unknown>>();
  const problems: string[] = [];
  const input: Record<string, unknown> = Object.fromEntries(
    command.arguments.map(({ name, variadic }, index) => [
      name,
      program.processedArgs[index] ?? (variadic ? [] : undefined),
    ]),
  );
  const settings: Partial<Record<SettingPath, FlagValue>> = {};
  for (const [key, definition] of Object.entries(command.options)) {
    const raw = given[attributeName(definition)];
    const flag = longFlag(definition);
    const value = readValue(definition, raw, (reason) => problems.push(`${flag}: ${reason}`));
    input[key] = value;
    if (definition.setting !== undefined && value !== undefined) {
      settings[definition.setting] = { value, flag };
    }
  }
  if (problems.length > 0) throw commandErrors.usage({ problem: problems.join('\n'), help });
  return { kind: 'run', globals: readGlobals(given), input, settings };
}

function createProgram(command: Command): Commander {
  const program = new Commander(`evm ${command.name}`)
    .exitOverride()
    // Commander prints before it throws; the runner prints errors, the help is our own.
    .configureOutput({ writeOut() {}, writeErr() {} })
    .helpOption('-h, --help', 'show this help');
  for (const { flags, description } of globalOptions) program.option(flags, description);
  for (const { name, description, required, variadic } of command.arguments) {
    const inside = variadic ? `${name}...` : name;
    program.argument(required === false ? `[${inside}]` : `<${inside}>`, description);
  }
  for (const definition of Object.values(command.options)) {
    program.addOption(createOption(definition));
  }
  return program;
}

function createOption(definition: OptionDefinition<unknown>): Option {
  const created = new Option(definition.flags, definition.description);
  if (definition.required) created.makeOptionMandatory();
  if (definition.kind === 'repeatable') {
    created.argParser((value: string, previous: string[] | undefined) => [
      ...(previous ?? []),
      value,
    ]);
  }
  return created;
}

function readValue(
  definition: OptionDefinition<unknown>,
  raw: unknown,
  report: (reason: string) => void,
): unknown {
  if (definition.kind === 'flag') return raw === true;
  if (definition.kind === 'repeatable') {
    const texts = (raw ?? []) as string[];
    return texts.map((text) => readText(definition, text, report));
  }
  return raw === undefined ? undefined : readText(definition, raw, report);
}

function readText(
  definition: OptionDefinition<unknown>,
  text: unknown,
  report: (reason: string) => void,
): unknown {
  if (definition.schema === undefined) return text;
  const result = definition.schema.safeParse(text);
  if (result.success) return result.data;
  const choices = choicesOf(definition.schema);
  if (choices.length > 0) report(`one of ${choices.join(', ')} is needed, not "${text}"`);
  else report(result.error.issues.map((issue) => issue.message).join('; '));
  return undefined;
}

function readGlobals(given: Record<string, unknown>): GlobalOptions {
  return {
    json: given.json === true,
    quiet: given.quiet === true,
    verbose: given.verbose === true,
    color: given.color !== false,
    input: given.input !== false,
    yes: given.yes === true,
    debug: given.debug === true,
    config: typeof given.config === 'string' ? given.config : undefined,
  };
}

function attributeName(definition: OptionDefinition<unknown>): string {
  return new Option(definition.flags).attributeName();
}

/** `--event` of `-e, --event <event>`. */
function longFlag(definition: OptionDefinition<unknown>): string {
  const { long, short } = new Option(definition.flags);
  return long ?? short ?? definition.flags;
}

function reworded(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
}
