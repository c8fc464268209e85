import { posix } from 'node:path';
import { maskSource } from './mask-source.js';
import type { ProjectFile } from './project-files.js';
import { type ImportReference, scanImports } from './scan-imports.js';

/** Where a package may be imported, types included. Anything not listed may be used anywhere. */
const homesOfPackages: Record<string, { where: RegExp; says: string }> = {
  ...sameHome(['commander', 'ink', 'react', '@bomb.sh/tab'], {
    where: /^src\/commands\//,
    says: 'src/commands',
  }),
  ...sameHome(['bullmq'], {
    where: /^src\/(?:core\/runtime\/queue|workers)\//,
    says: 'src/core/runtime/queue and src/workers',
  }),
  ...sameHome(['fastify'], {
    where: /^src\/workers\/attendance-http\//,
    says: 'src/workers/attendance-http',
  }),
  ...sameHome(['knex', 'pg', 'pg-copy-streams', '@electric-sql/pglite'], {
    where: /^src\/core\/runtime\/database|-repository\.ts$|^migrations\//,
    says: 'src/core/runtime/database, *-repository.ts and migrations',
  }),
  ...sameHome(['exceljs', 'csv-parse', 'csv-stringify'], {
    where: /^src\/core\/(?:runtime\/tables|[^/]+\/adapters)\//,
    says: 'src/core/runtime/tables and adapters/',
  }),
};

/** What costs too much to load for a command that does not need it. */
const heavyPackages = new Set(['ink', 'exceljs', 'bullmq', 'knex', '@electric-sql/pglite']);

/** Every violation of the import rules, one sentence each with file and line. */
export function importProblems(files: readonly ProjectFile[]): string[] {
  return files.flatMap((file) => [
    ...scanImports(file.text).flatMap((reference) => {
      const problem = reference.specifier.startsWith('.')
        ? relativeProblem(file.path, targetOf(file.path, reference.specifier))
        : packageProblem(file.path, packageOf(reference.specifier));
      return problem ? [`${file.path}:${reference.line} ${problem}`] : [];
    }),
    ...exitProblems(file),
  ]);
}

/**
 * The heavy packages that are loaded as soon as `entry` is, before any dynamic import, each with
 * the file that does it.
 */
export function eagerHeavyImports(files: readonly ProjectFile[], entry: string): string[] {
  const sources = new Map(files.map((file) => [file.path, file.text]));
  const problems: string[] = [];
  const waiting = [entry];
  const seen = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = sources.get(path);
    if (text === undefined || seen.has(path)) continue;
    seen.add(path);
    for (const { specifier } of scanImports(text).filter(isEager)) {
      if (specifier.startsWith('.')) waiting.push(targetOf(path, specifier));
      else if (heavyPackages.has(packageOf(specifier))) problems.push(`${path} loads ${specifier}`);
    }
  }
  return problems;
}

function isEager({ kind }: ImportReference): boolean {
  return kind === 'value';
}

function relativeProblem(from: string, to: string): string | undefined {
  if (/\/index\.tsx?$/.test(to)) return `imports the barrel ${to}`;
  if (from.startsWith('bin/')) {
    const edges = /^(?:dist\/)?src\/(?:commands|workers)\//.test(to);
    return edges ? undefined : `bin imports ${to}; it may only import the edges`;
  }
  if (from.startsWith('migrations/')) {
    return to.startsWith('migrations/') ? undefined : `a migration imports ${to}; it is frozen`;
  }
  if (!to.startsWith('src/')) return `imports ${to}, which is outside of src`;
  if (from.startsWith('src/core/')) return coreProblem(from, to);
  if (from.startsWith('src/workers/') && to.startsWith('src/commands/')) {
    return `a worker imports the command ${to}`;
  }
  const reachesWorkers = from.startsWith('src/commands/') && to.startsWith('src/workers/');
  if (reachesWorkers && to !== 'src/workers/main.ts') {
    return `a command imports ${to}; workers are started through src/workers/main.ts`;
  }
  const repository =
    to.startsWith('src/core/') && !to.startsWith('src/core/runtime/') && isPrivate(to);
  return repository ? `an edge imports ${to}; it goes through a use-case` : undefined;
}

function coreProblem(from: string, to: string): string | undefined {
  if (!to.startsWith('src/core/')) return `core imports the edge ${to}`;
  const [fromSlice, toSlice] = [sliceOf(from), sliceOf(to)];
  if (fromSlice === toSlice || toSlice === 'runtime') return undefined;
  if (fromSlice === 'runtime') return `runtime imports the slice ${toSlice}`;
  const hidden = isPrivate(to) || to.includes('/adapters/');
  return hidden ? `${fromSlice} imports ${to}, which belongs to ${toSlice} alone` : undefined;
}

function isPrivate(path: string): boolean {
  return /-repository\.ts$/.test(path);
}

function sliceOf(path: string): string {
  return path.split('/')[2] ?? '';
}

function packageProblem(from: string, name: string): string | undefined {
  const home = homesOfPackages[name];
  if (!home || home.where.test(from)) return undefined;
  return `imports ${name}, which is only for ${home.says}`;
}

function exitProblems({ path, text }: ProjectFile): string[] {
  if (path === 'src/commands/main.ts') return [];
  const { code } = maskSource(text);
  return [...code.matchAll(/\bprocess\s*\.\s*(?:exit|abort|reallyExit)\s*\(/g)].map(
    (match) =>
      `${path}:${lineOf(text, match.index)} ends the process; only src/commands/main.ts may`,
  );
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function targetOf(from: string, specifier: string): string {
  const target = posix.join(posix.dirname(from), specifier);
  return target.startsWith('dist/') ? target : target.replace(/\.jsx?$/, '.ts');
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function sameHome(names: readonly string[], home: { where: RegExp; says: string }) {
  return Object.fromEntries(names.map((name) => [name, home]));
}
