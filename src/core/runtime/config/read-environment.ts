import { resolve } from 'node:path';
import { closestWord } from './closest-word.js';
import type { GivenValue, SourceReading } from './origin.js';
import { codeOf, type ReadText } from './read-config-file.js';
import {
  apiKeyVariable,
  configFileVariable,
  settingPaths,
  settingVariables,
} from './setting-names.js';

/**
 * Reads the settings that environment variables give. An empty variable counts as not set, as it
 * is the usual way to unset one in service files. `<name>_FILE` names a file that holds the value.
 */
export async function readEnvironment(options: {
  env: NodeJS.ProcessEnv;
  cwd: string;
  readFile: ReadText;
}): Promise<SourceReading> {
  const { env, cwd, readFile } = options;
  const values = new Map<string, GivenValue>();
  const problems: string[] = [];
  for (const path of settingPaths) {
    const variable = settingVariables[path];
    const fileVariable = `${variable}_FILE`;
    const direct = env[variable] || undefined;
    const indirect = env[fileVariable] || undefined;
    if (direct !== undefined && indirect !== undefined) {
      problems.push(`${variable} and ${fileVariable} are both set: unset one of them`);
    } else if (direct !== undefined) {
      values.set(path, { value: direct, origin: { source: 'variable', variable } });
    } else if (indirect !== undefined) {
      const file = resolve(cwd, indirect);
      try {
        const value = (await readFile(file)).trim();
        const origin = { source: 'variable-file', variable: fileVariable, file } as const;
        if (value === '') problems.push(`${fileVariable}: ${file} is empty`);
        else values.set(path, { value, origin });
      } catch (error) {
        problems.push(`${fileVariable}: ${file} cannot be read: ${codeOf(error)}`);
      }
    }
  }
  return { values, problems, warnings: unknownVariables(env) };
}

function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const names = Object.values<string>(settingVariables);
  const known = new Set([
    configFileVariable,
    apiKeyVariable,
    ...names,
    ...names.map((name) => `${name}_FILE`),
  ]);
  return Object.keys(env)
    .filter((name) => name.startsWith('EVM_') && !known.has(name) && !ofTestSuite.test(name))
    .map((name) => {
      const meant = closestWord(name, [...known]);
      const suggestion = meant === undefined ? '' : `; did you mean ${meant}?`;
      return `${name} is set, but evm knows no such variable${suggestion}`;
    });
}

/** Read by crash-points.ts and by the tests, not settings of evm. */
const ofTestSuite = /^EVM_(?:CRASH|FAULT|TEST)_/;
