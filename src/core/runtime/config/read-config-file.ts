import { join, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { closestWord } from './closest-word.js';
import type { GivenValue, SourceReading } from './origin.js';
import { isSettingPath, settingPaths, settingSections } from './setting-names.js';

/** Reads a text file; rejects with an error that has a `code` such as ENOENT. */
export type ReadText = (path: string) => Promise<string>;

export interface ConfigFileReading extends SourceReading {
  /** The file that was read; undefined when there is none. */
  file: string | undefined;
}

/**
 * Reads the config file: the named one, else `evm.toml` in the working directory, else the one in
 * the platform's config directory. Only a named file has to exist.
 */
export async function readConfigFile(options: {
  named: { path: string; by: string } | undefined;
  cwd: string;
  configDirectory: string;
  readFile: ReadText;
}): Promise<ConfigFileReading> {
  const { named, cwd, configDirectory, readFile } = options;
  const candidates = named
    ? [resolve(cwd, named.path)]
    : [join(cwd, 'evm.toml'), join(configDirectory, 'evm.toml')];
  for (const file of candidates) {
    try {
      return { file, ...parseConfigText(await readFile(file), file) };
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' && !named) continue;
      const source = named ? ` (named by ${named.by})` : '';
      return { file, ...failed(`${file}${source} cannot be read: ${code}`) };
    }
  }
  return { file: undefined, values: new Map(), problems: [], warnings: [] };
}

function parseConfigText(text: string, file: string): SourceReading {
  let document: Record<string, unknown>;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The library's message quotes the line, and the line may hold a secret.
    const [reason] = error.message.split('\n');
    return failed(`${file}, line ${error.line}, column ${error.column}: ${reason}`);
  }
  const values = new Map<string, GivenValue>();
  const problems: string[] = [];
  for (const [key, value] of flatten(document)) {
    if (isSettingPath(key)) values.set(key, { value, origin: { source: 'file', file, key } });
    else problems.push(explainUnknownKey(key, file));
  }
  return { values, problems, warnings: [] };
}

/** Sections become dotted keys; what is not a known section stays whole. */
function flatten(document: Record<string, unknown>): Array<[string, unknown]> {
  return Object.entries(document).flatMap(([key, value]): Array<[string, unknown]> => {
    if (!settingSections.has(key) || !isTable(value)) return [[key, value]];
    return Object.entries(value).map(([inner, innerValue]) => [`${key}.${inner}`, innerValue]);
  });
}

function explainUnknownKey(key: string, file: string): string {
  if (settingSections.has(key)) {
    const inside = settingPaths.filter((path) => path.startsWith(`${key}.`));
    return `${key} in ${file}: this is a section; its keys are ${inside.join(', ')}`;
  }
  const meant = closestWord(key, settingPaths) ?? closestWord(key, [...settingSections]);
  const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `${key} in ${file}: there is no such setting${suggestion}`;
}

function failed(problem: string): SourceReading {
  return { values: new Map(), problems: [problem], warnings: [] };
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown error';
}
