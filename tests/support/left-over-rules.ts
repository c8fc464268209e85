import { maskSource } from './mask-source.js';
import type { ProjectFile } from './project-files.js';

// Written so that this file is not what it looks for.
const unfinished = /\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b|\b[Nn]ot[ ]implemented\b/;
const focused =
  /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo|fails)\s*(?:\(|\.each\b)/;
const sleeping = /\bset(?:Timeout|Interval)\s*\(|\btimers\/promises\b/;
const machinePaths = new RegExp(`(?<![\\w.}])/(?:${['work', 'root', 'farm', 'Users'].join('|')})/`);

/** What somebody left behind, one sentence each with file and line. */
export function leftOvers(files: readonly ProjectFile[]): string[] {
  return files.flatMap((file) => [
    ...(isSource(file.path) ? sourceLeftOvers(file) : []),
    ...linesMatching(file, machinePaths).map((place) => `${place} a path of one machine`),
  ]);
}

function sourceLeftOvers(file: ProjectFile): string[] {
  const problems = linesMatching(file, unfinished).map((place) => `${place} unfinished work`);
  if (!file.path.startsWith('tests/')) return problems;
  const { code } = maskSource(file.text);
  const focus = linesMatching({ ...file, text: code }, focused);
  problems.push(...focus.map((place) => `${place} a test that is left out or runs alone`));
  if (file.path.startsWith('tests/support/')) return problems;
  // The module name stands in a string, which the masked code does not show.
  const sleeps = new Set([
    ...linesMatching({ ...file, text: code }, sleeping),
    ...linesMatching({ ...file, text: importsOnly(file.text) }, sleeping),
  ]);
  problems.push(...[...sleeps].map((place) => `${place} a test that sleeps; await a signal`));
  return problems;
}

function importsOnly(text: string): string {
  return text.replace(/^(?!import\b|\} from\b).*$/gm, '');
}

function isSource(path: string): boolean {
  return /^(?:src|bin|migrations|tests|scripts|benchmarks)\/.*\.(?:tsx?|m?js)$/.test(path);
}

function linesMatching({ path, text }: ProjectFile, pattern: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []));
}
