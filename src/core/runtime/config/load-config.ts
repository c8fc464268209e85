import { readFile as readFromDisk } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import envPaths from 'env-paths';
import {
  type Config,
  configSchema,
  credentialUrlSettings,
  secretSettings,
} from './config-schema.js';
import { configErrors } from './errors.js';
import { describeOrigin, type GivenValue, type Origin } from './origin.js';
import { type ReadText, readConfigFile } from './read-config-file.js';
import { readEnvironment } from './read-environment.js';
import { configFileVariable, type SettingPath, settingPaths } from './setting-names.js';

/** A value given on the command line, with the flag as it was typed: `--region`. */
export interface FlagValue {
  value: unknown;
  flag: string;
}

export interface ConfigSources {
  env: NodeJS.ProcessEnv;
  cwd: string;
  flags?: Partial<Record<SettingPath, FlagValue>>;
  /** The path given with --config; stronger than EVM_CONFIG. */
  configFile?: string | undefined;
  /** The name of the person at the machine: the default of `operator`. */
  userName: string;
  readFile?: ReadText;
  /** The platform's directories; injected by tests. */
  directories?: { data: string; config: string };
}

export interface LoadedConfig {
  config: Config;
  origins: Readonly<Record<SettingPath, Origin>>;
  /** The config file that was read; undefined when there is none. */
  file: string | undefined;
  /** What is odd but harmless, such as an unknown EVM_ variable. */
  warnings: readonly string[];
}

/**
 * Puts the configuration together: defaults, config file, environment, flags, the later the
 * stronger. Errors: CONFIG_INVALID with every problem of every source at once; no problem quotes
 * the value of a secret.
 */
export async function loadConfig(sources: ConfigSources): Promise<LoadedConfig> {
  const { env, cwd } = sources;
  const readFile = sources.readFile ?? ((path: string) => readFromDisk(path, 'utf8'));
  const directories = sources.directories ?? envPaths('evm', { suffix: '' });
  const fromFile = await readConfigFile({
    named: namedConfigFile(sources),
    cwd,
    configDirectory: directories.config,
    readFile,
  });
  const fromEnvironment = await readEnvironment({ env, cwd, readFile });
  const given = new Map<string, GivenValue>([
    ...machineDefaults(directories.data, sources.userName),
    ...fromFile.values,
    ...fromEnvironment.values,
    ...flagValues(sources.flags ?? {}),
  ]);
  const checked = configSchema.safeParse(nest(given));
  const problems = [
    ...fromFile.problems,
    ...fromEnvironment.problems,
    ...(checked.error?.issues ?? []).map((issue) => explain(issue, given)),
  ];
  if (!checked.success || problems.length > 0) throw configErrors.invalid({ problems });
  return {
    config: { ...checked.data, home: resolveHome(checked.data.home, given.get('home'), cwd) },
    origins: originsOf(given),
    file: fromFile.file,
    warnings: [...fromFile.warnings, ...fromEnvironment.warnings],
  };
}

function namedConfigFile({ env, configFile }: ConfigSources) {
  if (configFile !== undefined) return { path: configFile, by: '--config' };
  const path = env[configFileVariable];
  return path ? { path, by: configFileVariable } : undefined;
}

function machineDefaults(dataDirectory: string, userName: string): Array<[string, GivenValue]> {
  const operator = userName.slice(0, 100) || 'unknown';
  return [
    ['home', { value: dataDirectory, origin: { source: 'machine', what: 'data directory' } }],
    ['operator', { value: operator, origin: { source: 'machine', what: 'user name' } }],
  ];
}

function flagValues(flags: Partial<Record<SettingPath, FlagValue>>): Array<[string, GivenValue]> {
  return Object.entries(flags).map(([path, { value, flag }]) => [
    path,
    { value, origin: { source: 'flag', flag } },
  ]);
}

function nest(given: ReadonlyMap<string, GivenValue>): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [path, { value }] of given) {
    const [section, key] = path.split('.') as [string, string | undefined];
    if (key === undefined) document[section] = value;
    else document[section] = { ...(document[section] as object | undefined), [key]: value };
  }
  return document;
}

function explain(
  issue: { path: PropertyKey[]; message: string },
  given: ReadonlyMap<string, GivenValue>,
): string {
  const path = issue.path.map(String).join('.');
  const value = given.get(path);
  const source = value ? ` (from ${describeOrigin(value.origin)})` : '';
  return `${path}: ${issue.message}${quoted(path, value?.value)}${source}`;
}

/** The value itself, where it is a plain word or number and neither secret nor a name. */
function quoted(path: string, value: unknown): string {
  const hidden = [...secretSettings, ...credentialUrlSettings, 'operator'].includes(path);
  const plain = typeof value === 'string' || typeof value === 'number';
  return hidden || !plain || String(value).length > 60 ? '' : `, not ${JSON.stringify(value)}`;
}

/** A relative home is relative to what names it: the config file, else the working directory. */
function resolveHome(home: string, given: GivenValue | undefined, cwd: string): string {
  const base = given?.origin.source === 'file' ? dirname(given.origin.file) : cwd;
  return resolve(base, home);
}

function originsOf(given: ReadonlyMap<string, GivenValue>): Record<SettingPath, Origin> {
  const origins = settingPaths.map((path): [SettingPath, Origin] => [
    path,
    given.get(path)?.origin ?? { source: 'default' },
  ]);
  return Object.fromEntries(origins) as Record<SettingPath, Origin>;
}
