import type { ProjectFile } from './project-files.js';

const longest = { source: 350, test: 500 };

/** Folders named after a kind of thing say nothing about what is inside. */
const kindsOfThings =
  /(?:^|\/)(?:utils?|helpers?|common|misc|shared|types|services|interfaces|lib|models|managers)\//;

/** Every violation of the layout rules, one sentence each. */
export function layoutProblems(files: readonly ProjectFile[]): string[] {
  return files.flatMap(({ path, text }) => [
    ...lengthProblems(path, text),
    ...(/^src\/(?:.*\/)?index\.[jt]sx?$/.test(path) ? [`${path}: no barrels below src`] : []),
    ...(kindsOfThings.test(path) ? [`${path}: a folder is a topic, not a kind of thing`] : []),
  ]);
}

function lengthProblems(path: string, text: string): string[] {
  const limit = path.startsWith('tests/') ? longest.test : longest.source;
  const lines = text.replace(/\n$/, '').split('\n').length;
  return lines > limit ? [`${path}: ${lines} lines, at most ${limit}; a file is one idea`] : [];
}
