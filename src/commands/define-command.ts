/**
 * The contract of a command. How to write one, in `src/commands/<noun>/<verb>.ts`:
 *
 *     export const command = defineCommand({
 *       name: 'gate add',                               // exactly as in catalogue.ts
 *       summary: 'Add a gate to an event',              // exactly as in catalogue.ts
 *       arguments: [{ name: 'file', description: 'what it is' }],   // required unless `required: false`
 *       options: {
 *         event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
 *         code: option('--code <code>', 'code of the gate', z.string().max(20)),
 *         map: repeatable('--map <pair>', 'a header and its field, as "Header=field"'),
 *         dryRun: flag('--dry-run', 'say what would happen, change nothing'),
 *       },
 *       examples: [{ command: 'evm gate add --event devday --code G1', note: 'one gate' }],
 *       async run(session, input) {                     // input: { file, event, code?, map[], dryRun }
 *         const { addGate } = await import('../../core/events/add-gate.js');
 *         const context = await session.openContext();  // closed by the runner, whatever happens
 *         return { gate: await addGate(context, input) };   // the JSON document of --json
 *       },
 *       render: ({ gate }, io) => [`${io.good('✓')} gate ${gate.code} added`],   // lines for people
 *       exitCode: ({ gate }) => exitCodes.done,         // optional
 *     });
 *
 * - Options have no defaults: a default belongs in the config schema or in the use-case.
 * - `settingOption('region', '--region <code>', '…')` overrules a setting; read it from the config.
 * - A zod schema of an option or argument parses its text; what it refuses is a usage error (exit 2)
 *   that names the option. `z.enum` gives choices to the help and to completion.
 * - `render` gets the data with control sequences already stripped from every string, so it may
 *   print what came from files. Its lines go to stdout. What is said on the way (what was
 *   understood, warnings) goes through `session.note` and `session.warn` to stderr.
 * - A follower or an exporter writes by itself (`session.emit`, `session.write`) and returns
 *   `undefined`: then nothing more is printed.
 * - A command that follows something, or that needs no database, says so with `whileUp`.
 * - Import use-cases and heavy libraries inside `run`: help and completion load this module too.
 * - Global options (--json -q -v --no-color --no-input -y --debug --config) are not declared here.
 */

import type { Writable } from 'node:stream';
import type { ZodType } from 'zod';
import type { Config } from '../core/runtime/config/config-schema.js';
import type { LoadedConfig } from '../core/runtime/config/load-config.js';
import type { SettingPath } from '../core/runtime/config/setting-names.js';
import type { Context } from '../core/runtime/context.js';
import type { ExitCode } from '../core/runtime/exit-codes.js';
import type { Paint } from './output/colour.js';
import type { ProgressReporter } from './output/progress.js';
import type { Input } from './run-main.js';

/** A positional argument. Required unless told otherwise; only the last one may be variadic. */
export interface ArgumentDefinition {
  name: string;
  description: string;
  required?: boolean;
  variadic?: boolean;
}

/** An option and the type `Value` under which `run` gets it. Made by the functions below. */
export interface OptionDefinition<Value> {
  kind: 'value' | 'flag' | 'repeatable';
  /** As commander reads it: `-e, --event <event>`. */
  flags: string;
  description: string;
  required: boolean;
  schema: ZodType | undefined;
  /** The setting that this option overrules; the config schema reads its text. */
  setting?: SettingPath;
  /** Only for the type; never present. */
  readonly value?: Value;
}

/** `--event <event>`: a text, or what `schema` makes of it; `undefined` when left out. */
export function option(flags: string, description: string): OptionDefinition<string | undefined>;
export function option<Value>(
  flags: string,
  description: string,
  schema: ZodType<Value>,
): OptionDefinition<Value | undefined>;
export function option(flags: string, description: string, schema?: ZodType) {
  return { kind: 'value', flags, description, required: false, schema } as const;
}

/** Like `option`, and a usage error when it is left out. */
export function requiredOption(flags: string, description: string): OptionDefinition<string>;
export function requiredOption<Value>(
  flags: string,
  description: string,
  schema: ZodType<Value>,
): OptionDefinition<Value>;
export function requiredOption(flags: string, description: string, schema?: ZodType) {
  return { kind: 'value', flags, description, required: true, schema } as const;
}

/** `--dry-run`: true when given, else false. */
export function flag(flags: string, description: string): OptionDefinition<boolean> {
  return { kind: 'flag', flags, description, required: false, schema: undefined };
}

/** `--map <pair>`, as often as wanted: a list, empty when left out; `schema` reads each value. */
export function repeatable(flags: string, description: string): OptionDefinition<string[]>;
export function repeatable<Value>(
  flags: string,
  description: string,
  schema: ZodType<Value>,
): OptionDefinition<Value[]>;
export function repeatable(flags: string, description: string, schema?: ZodType) {
  return { kind: 'repeatable', flags, description, required: false, schema } as const;
}

/**
 * `--region <code>` for the setting `region`: the strongest source of the configuration. The value
 * is checked and parsed there, so `run` takes it from `session.config()`.
 */
export function settingOption(
  setting: SettingPath,
  flags: string,
  description: string,
): OptionDefinition<string | undefined> {
  return { kind: 'value', flags, description, required: false, schema: undefined, setting };
}

type AnyOptions = Record<string, OptionDefinition<unknown>>;

type ArgumentValue<Definition extends ArgumentDefinition> = Definition extends { variadic: true }
  ? string[]
  : Definition extends { required: false }
    ? string | undefined
    : string;

type ArgumentValues<Definitions extends readonly ArgumentDefinition[]> = {
  [Definition in Definitions[number] as Definition['name']]: ArgumentValue<Definition>;
};

type OptionValues<Options extends AnyOptions> = {
  [Key in keyof Options]: Options[Key] extends OptionDefinition<infer Value> ? Value : never;
};

/** What `run` gets: arguments by name and options by key. */
export type CommandInput<
  Arguments extends readonly ArgumentDefinition[],
  Options extends AnyOptions,
> = ArgumentValues<Arguments> & OptionValues<Options>;

export interface GlobalOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  /** False with --no-color. */
  color: boolean;
  /** False with --no-input: never ask, whatever the terminal. */
  input: boolean;
  yes: boolean;
  debug: boolean;
  /** The path given with --config. */
  config: string | undefined;
}

/** What a command may use of the process that it runs in. */
export interface CommandSession {
  readonly globals: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdin: Input;
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable & { isTTY?: boolean; columns?: number };
  /** Aborted by the first SIGINT or SIGTERM; the second one ends the process with 130. */
  readonly signal: AbortSignal;
  /** A person can be asked: stdin and stderr are terminals, neither --no-input nor CI. */
  readonly isInteractive: boolean;
  /** Loaded on first use. Errors: CONFIG_INVALID. */
  config(): Promise<Config>;
  /** The same with the origin of each setting. */
  loadedConfig(): Promise<LoadedConfig>;
  /**
   * Opened once, on first use; the runner closes it, whatever happens. Maintenance commands say
   * `migrate: false` to get a database whose schema may be old.
   */
  openContext(options?: { migrate?: boolean }): Promise<Context>;
  /** Has the runner call `close` after the command; the last one registered is called first. */
  onClose(close: () => Promise<void> | void): void;
  /** The live view or plain lines on stderr, silent with --quiet and --json. */
  readonly progress: ProgressReporter;
  /**
   * Returns when the answer is yes: --yes was given or a person said so. Show count and sample with
   * `note` before. Errors: CONFIRMATION_NEEDED when nobody can be asked, CONFIRMATION_DECLINED.
   */
  confirm(question: string): Promise<void>;
  /** A line on stderr about what is going on; silent with --quiet and --json. */
  note(line: string): void;
  /** A line on stderr that must not be missed; silent only with --json. */
  warn(line: string): void;
  /** Prints one document of many: a JSON line with --json, else the rendered lines. */
  emit(data: unknown): Promise<void>;
  /** Raw bytes or text to stdout, waiting until the reader has taken it. */
  write(chunk: string | Uint8Array): Promise<void>;
}

/** What `render` may use: the width and the colours of stdout. */
export interface RenderIo extends Paint {
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  readonly isTerminal: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** The zone of the terminal, to name an event's zone when it differs. */
  readonly zone: string;
}

export interface CommandExample {
  command: string;
  note: string;
}

interface CommandSpec<
  Arguments extends readonly ArgumentDefinition[],
  Options extends AnyOptions,
  Data,
> {
  /** The words after `evm`: `import`, `participant add`. */
  name: string;
  summary: string;
  /** What the help says beyond the summary. */
  description?: string;
  arguments?: Arguments;
  options?: Options;
  examples: readonly CommandExample[];
  run(session: CommandSession, input: CommandInput<Arguments, Options>): Promise<Data>;
  render(data: Exclude<Data, undefined>, io: RenderIo): readonly string[];
  exitCode?(data: Exclude<Data, undefined>): ExitCode;
  /** What becomes of it while `evm up` has the embedded database; without this it is `carried`. */
  whileUp?(input: CommandInput<Arguments, Options>): WhileUp;
}

/**
 * Carried out by `evm up`; the same, but it runs until it is told to stop, so that `evm up` does not
 * wait for its end; or run in its own process, because it needs no database or one of its own.
 */
export type WhileUp = 'carried' | 'follows' | 'here';

/** A command as the runner sees it, its own types forgotten. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly arguments: readonly ArgumentDefinition[];
  readonly options: AnyOptions;
  readonly examples: readonly CommandExample[];
  run(session: CommandSession, input: Record<string, unknown>): Promise<unknown>;
  render(data: unknown, io: RenderIo): readonly string[];
  exitCode(data: unknown): ExitCode;
  whileUp(input: Record<string, unknown>): WhileUp;
}

/** A command that keeps its types, so that tests can call `run` and `render` directly. */
export interface DefinedCommand<
  Arguments extends readonly ArgumentDefinition[],
  Options extends AnyOptions,
  Data,
> {
  readonly name: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly arguments: Arguments;
  readonly options: Options;
  readonly examples: readonly CommandExample[];
  run(session: CommandSession, input: CommandInput<Arguments, Options>): Promise<Data>;
  render(data: Exclude<Data, undefined>, io: RenderIo): readonly string[];
  exitCode(data: Exclude<Data, undefined>): ExitCode;
  whileUp(input: CommandInput<Arguments, Options>): WhileUp;
}

/** Declares a command; see the top of this file. */
export function defineCommand<
  const Arguments extends readonly ArgumentDefinition[] = readonly [],
  Options extends AnyOptions = Record<never, never>,
  Data = unknown,
>(spec: CommandSpec<Arguments, Options, Data>): DefinedCommand<Arguments, Options, Data> {
  return {
    name: spec.name,
    summary: spec.summary,
    description: spec.description,
    arguments: spec.arguments ?? ([] as unknown as Arguments),
    options: spec.options ?? ({} as Options),
    examples: spec.examples,
    run: (session, input) => spec.run(session, input),
    render: (data, io) => spec.render(data, io),
    exitCode: (data) => spec.exitCode?.(data) ?? 0,
    whileUp: (input) => spec.whileUp?.(input) ?? 'carried',
  };
}
