import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exitCodeMeanings } from '../src/commands/help/exit-codes-help.js';
import type { ErrorDefinition, ErrorFacts } from '../src/core/runtime/errors.js';
import { exitCodes } from '../src/core/runtime/exit-codes.js';
import { code, generatedNotice, markdownTable } from './markdown.js';

export interface DocumentedError {
  code: string;
  exitCode: number;
  when: string;
  /** The file that defines it, from the root of the repository. */
  file: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** docs/errors.md: the exit codes, and every error code with its meaning. */
export async function errorsDocument(): Promise<string> {
  const errors = await collectErrors();
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  return [
    generatedNotice,
    '',
    '# Exit codes and errors',
    '',
    ...markdownTable(
      ['exit code', 'meaning'],
      names.map((name) => [String(exitCodes[name]), exitCodeMeanings[name]]),
    ),
    '',
    'An error is one line that says what happened, with a code in parentheses, and one that says what',
    'to do. With `--json` it is a document on standard error:',
    '`{ "error": { "code", "message", "hint", "facts" } }`. Codes are stable.',
    '',
    ...markdownTable(
      ['code', 'exit code', 'when'],
      errors.map((error) => [code(error.code), String(error.exitCode), error.when]),
    ),
    '',
  ].join('\n');
}

/** Every error that some `errors.ts` (or `*-errors.ts`) below src defines, by code. */
export async function collectErrors(): Promise<DocumentedError[]> {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?:^|[/\\-])errors\.ts$/.test(file))
    .map((file) => `src/${file.replaceAll('\\', '/')}`);
  const perFile = await Promise.all(files.map(errorsOfFile));
  return perFile.flat().sort((left, right) => (left.code < right.code ? -1 : 1));
}

async function errorsOfFile(file: string): Promise<DocumentedError[]> {
  const module = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
  return Object.values(module)
    .filter((exported) => typeof exported === 'object' && exported !== null)
    .flatMap((catalogue) => Object.values(catalogue as object))
    .filter(isFactory)
    .map(({ definition }) => ({
      code: definition.code,
      exitCode: definition.exitCode,
      when: definition.when,
      file,
    }));
}

function isFactory(value: unknown): value is { definition: ErrorDefinition<ErrorFacts> } {
  return typeof value === 'function' && 'definition' in value;
}
