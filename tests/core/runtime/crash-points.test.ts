import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { crashPoint, crashPointSync } from '../../../src/core/runtime/crash-points.js';
import {
  type CrashPoint,
  choosePoints,
  chooseThriftily,
  crashAt,
  crashEverywhere,
} from '../../support/crash-points.js';
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
    ['1:before:write second', 'first\n'],
    ['1:after:write second', 'first\nsecond\n'],
    ['2:before:write second', 'first\nsecond\n'],
  ])('kill the process at %s', (at, written) => {
    const out = join(tempFolder(), 'out');
    expect(runEffects(out, { EVM_CRASH_AT: at }).signal).toBe('SIGKILL');
    expect(readFileSync(out, 'utf8')).toBe(written);
  });

  it('refuse a place that cannot be understood', () => {
    const result = runEffects(join(tempFolder(), 'out'), { EVM_CRASH_AT: 'soon' });
    expect(result.stderr).toContain('EVM_CRASH_AT must be <n>:before:<name> or <n>:after:<name>');
  });
});

describe('the crash harness', () => {
  it('kills before and after each effect and checks each time', async () => {
    const checked: string[] = [];
    await crashEverywhere(
      scenario((lines, crash) => {
        checked.push(crash ? crashAt(crash).EVM_CRASH_AT : 'undisturbed');
        expect(new Set(lines)).toEqual(new Set(['first', 'second']));
      }),
    );
    expect(checked).toEqual([
      'undisturbed',
      '1:before:write first',
      '1:after:write first',
      '1:before:write second',
      '1:after:write second',
      '2:before:write second',
      '2:after:write second',
    ]);
  });

  it('dies at the last one that came when there were fewer than in the undisturbed run', async () => {
    let attempts = 0;
    const checked: string[] = [];
    const whole = scenario((_, crash) => {
      if (crash) checked.push(crashAt(crash).EVM_CRASH_AT);
    });
    const varying = {
      ...whole,
      attempt: async (folder: string, env: Record<string, string>) => {
        const fewer: Record<string, string> = attempts++ === 0 ? {} : { FEWER: '1' };
        return await whole.attempt(folder, { ...env, ...fewer });
      },
    };
    await crashEverywhere(varying, { thrifty: true, only: (name) => name === 'write second' });
    expect(checked).toEqual(['1:after:write second']);
  });

  it('names a point to which no process came', async () => {
    const whole = scenario(() => {});
    const other = {
      ...whole,
      attempt: async (folder: string, { EVM_CRASH_AT: _, ...env }: Record<string, string>) =>
        await whole.attempt(folder, env),
    };
    await expect(crashEverywhere(other)).rejects.toThrow(
      'no process came to before point 1 of write first',
    );
  });

  it('names the point at which an invariant broke', async () => {
    // Recovery repeats everything, so an exact count is wrong once the first effect has happened.
    const fragile = scenario((lines) => expect(lines).toHaveLength(3));
    await expect(crashEverywhere(fragile)).rejects.toThrow('killed after point 1 of write first');
  });

  it('spreads the tried occurrences of a repeated effect from the first to the last', () => {
    const numbers = choosePoints(['a', 'b', 'b', 'b', 'b', 'b', 'c'], 3).map(
      ({ number }) => number,
    );
    expect(numbers).toEqual([1, 1, 1, 1, 3, 3, 5, 5, 1, 1]);
  });

  it('can leave out what cannot differ: reading, and before an effect what was after another', () => {
    const points = chooseThriftily([
      'sql BEGIN',
      'sql select a',
      'sql COPY',
      'sql COPY',
      'sql COMMIT',
    ]);
    expect(points.map((point) => crashAt(point).EVM_CRASH_AT)).toEqual([
      '1:before:sql BEGIN',
      '1:after:sql BEGIN',
      '2:after:sql COPY',
      '1:after:sql COMMIT',
    ]);
  });
});

function scenario(check: (lines: string[], crash?: CrashPoint) => void) {
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
    async check(folder: string, crash: CrashPoint | undefined) {
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
