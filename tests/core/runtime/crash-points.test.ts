import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { crashPoint, crashPointSync } from '../../../src/core/runtime/crash-points.js';
import { choosePoints, chooseThriftily, crashEverywhere } from '../../support/crash-points.js';
import { makeTempFolder, removeFolder, tempFolder } from '../../support/temp.js';

describe('crash points', () => {
  it('do nothing but the effect when no variable is set', async () => {
    await expect(crashPoint('any', async () => 7)).resolves.toBe(7);
    expect(crashPointSync('any', () => 8)).toBe(8);
  });

  it('are listed by name in the order in which they were passed', () => {
    const folder = tempFolder();
    const points = join(folder, 'points');
    runEffects(join(folder, 'out'), { EVM_CRASH_COUNT: points });
    expect(readFileSync(points, 'utf8')).toBe('write first\nwrite second\nwrite second\n');
  });

  it.each([
    ['2:before', 'first\n'],
    ['2:after', 'first\nsecond\n'],
  ])('kill the process at %s', (at, written) => {
    const out = join(tempFolder(), 'out');
    expect(runEffects(out, { EVM_CRASH_AT: at }).signal).toBe('SIGKILL');
    expect(readFileSync(out, 'utf8')).toBe(written);
  });

  it('refuse a place that cannot be understood', () => {
    const result = runEffects(join(tempFolder(), 'out'), { EVM_CRASH_AT: 'soon' });
    expect(result.stderr).toContain('EVM_CRASH_AT must be <n>:before or <n>:after');
  });
});

describe('the crash harness', () => {
  it('kills before and after each effect and checks each time', async () => {
    const checked: string[] = [];
    await crashEverywhere(
      scenario((lines, crash) => {
        checked.push(crash ? `${crash.number}:${crash.side}` : 'undisturbed');
        expect(new Set(lines)).toEqual(new Set(['first', 'second']));
      }),
    );
    expect(checked).toEqual([
      'undisturbed',
      '1:before',
      '1:after',
      '2:before',
      '2:after',
      '3:before',
      '3:after',
    ]);
  });

  it('names the point at which an invariant broke', async () => {
    // Recovery repeats everything, so an exact count is wrong once the first effect has happened.
    const fragile = scenario((lines) => expect(lines).toHaveLength(3));
    await expect(crashEverywhere(fragile)).rejects.toThrow('killed after point 1 (write first)');
  });

  it('spreads the tried occurrences of a repeated effect from the first to the last', () => {
    const numbers = choosePoints(['a', 'b', 'b', 'b', 'b', 'b', 'c'], 3).map(
      ({ number }) => number,
    );
    expect([...new Set(numbers)]).toEqual([1, 2, 4, 6, 7]);
  });

  it('can leave out what cannot differ: reading, and before an effect what was after another', () => {
    const points = chooseThriftily([
      'sql BEGIN',
      'sql select a',
      'sql COPY',
      'sql COPY',
      'sql COMMIT',
    ]);
    expect(points.map(({ number, side }) => `${number}:${side}`)).toEqual([
      '1:before',
      '1:after',
      '4:after',
      '5:after',
    ]);
  });
});

function scenario(check: (lines: string[], crash?: { number: number; side: string }) => void) {
  return {
    async prepare() {
      return makeTempFolder();
    },
    async attempt(folder: string, crashEnv: Record<string, string>) {
      return runEffects(join(folder, 'out'), crashEnv);
    },
    async recover(folder: string) {
      const written = linesOf(join(folder, 'out'));
      if (written.length < 3) runEffects(join(folder, 'out'), {});
    },
    async check(folder: string, crash: { number: number; side: string } | undefined) {
      check(linesOf(join(folder, 'out')), crash);
    },
    async dispose(folder: string) {
      removeFolder(folder);
    },
  };
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

function runEffects(out: string, env: Record<string, string>) {
  const script = fileURLToPath(
    new URL('../../fixtures/crash-points/three-effects.ts', import.meta.url),
  );
  return spawnSync(process.execPath, ['--import', 'tsx', script, out], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
}
