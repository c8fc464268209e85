import { describe, expect, it } from 'vitest';
import { layoutProblems } from '../support/layout-rules.js';
import { sourceFiles } from '../support/project-files.js';

describe('the layout of this project', () => {
  it('has short files, topic folders and no barrels', () => {
    const folders = ['src', 'bin', 'migrations', 'tests', 'scripts', 'benchmarks'];
    expect(layoutProblems(sourceFiles(folders))).toEqual([]);
  });
});

describe('the layout rules', () => {
  const lines = (count: number) => 'x\n'.repeat(count);

  it.each([
    ['src/core/events/long.ts', lines(351), '351 lines, at most 350'],
    ['migrations/0001-long.ts', lines(351), '351 lines, at most 350'],
    ['tests/core/events/long.test.ts', lines(501), '501 lines, at most 500'],
    ['src/core/events/index.ts', '', 'no barrels'],
    ['src/commands/output/index.tsx', '', 'no barrels'],
    ['src/core/utils/text.ts', '', 'a folder is a topic'],
    ['src/helpers/text.ts', '', 'a folder is a topic'],
    ['src/core/events/types/event.ts', '', 'a folder is a topic'],
  ])('refuse %s', (path, text, problem) => {
    expect(layoutProblems([{ path, text }])).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['src/core/events/full.ts', lines(350)],
    ['tests/core/events/full.test.ts', lines(500)],
    ['src/core/events/blind-index.ts', ''],
    ['src/core/runtime/tables/types-of-cells.ts', ''],
  ])('allow %s', (path, text) => {
    expect(layoutProblems([{ path, text }])).toEqual([]);
  });
});
