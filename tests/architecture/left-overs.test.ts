import { describe, expect, it } from 'vitest';
import { leftOvers } from '../support/left-over-rules.js';
import { projectFiles } from '../support/project-files.js';

describe('this project', () => {
  it('holds no left-overs', () => {
    expect(leftOvers(projectFiles())).toEqual([]);
  });
});

describe('the search for left-overs', () => {
  const joined = (...parts: string[]) => parts.join('');

  it.each([
    ['src/core/events/a.ts', joined('// TO', 'DO: later'), 'unfinished'],
    ['migrations/0001-a.ts', joined('/* FIX', 'ME */'), 'unfinished'],
    ['src/core/events/a.ts', joined("throw new Error('not im", "plemented')"), 'unfinished'],
    ['tests/a.test.ts', joined('it.on', "ly('x', () => {})"), 'runs alone'],
    ['tests/a.test.ts', joined('describe.sk', "ip('x', () => {})"), 'left out'],
    ['tests/a.test.ts', joined('it.concurrent.on', "ly.each([1])('x', () => {})"), 'runs alone'],
    ['tests/a.test.ts', joined('await new Promise((r) => set', 'Timeout(r, 100))'), 'sleeps'],
    ['tests/a.test.ts', joined("import { x } from 'node:timers/", "promises';"), 'sleeps'],
    ['docs/setup.md', joined('cd /wo', 'rk/main'), 'a path of one machine'],
    ['tests/a.test.ts', joined("const home = '/ro", "ot/.config';"), 'a path of one machine'],
  ])('finds in %s: %s', (path, text, problem) => {
    expect(leftOvers([{ path, text }])).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['tests/a.test.ts', "describe.skipIf(!has)('x', () => {})"],
    ['tests/support/a.ts', joined('set', 'Timeout(next, 10)')],
    ['src/core/events/a.ts', joined('set', 'Timeout(renew, lease)')],
    ['docs/a.md', joined('TO', 'DO lists and https://example.org/wo', 'rk/x')],
    ['src/core/a.ts', 'const todos = list.only; // a method of its own'],
  ])('leaves %s alone: %s', (path, text) => {
    expect(leftOvers([{ path, text }])).toEqual([]);
  });
});
