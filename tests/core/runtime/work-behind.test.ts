import { describe, expect, it } from 'vitest';
import { createWorkBehind } from '../../../src/core/runtime/work-behind.js';
import { type Gate, gate } from '../../support/gate.js';

/** Works that end when the test opens their gates. */
function gatedWorks() {
  const started: string[] = [];
  const gates = new Map<string, Gate<Error | undefined>>();
  const behind = createWorkBehind();
  async function start(name: string): Promise<void> {
    const end = gate<Error | undefined>();
    gates.set(name, end);
    await behind.start(async () => {
      started.push(name);
      const error = await end.opened;
      if (error) throw error;
    });
  }
  return {
    behind,
    started,
    start,
    finish: (name: string, error?: Error) => gates.get(name)?.open(error),
  };
}

describe('work behind', () => {
  it('is done in order, one at a time, while whoever started it goes on', async () => {
    const { behind, started, start, finish } = gatedWorks();
    await start('a');
    let isFree = false;
    const second = start('b').then(() => {
      isFree = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([started, isFree]).toEqual([['a'], false]);
    finish('a');
    await second;
    expect(started).toEqual(['a', 'b']);
    finish('b');
    await behind.done();
  });

  it('ends with a failure, which everybody who starts or waits is told', async () => {
    const { behind, started, start, finish } = gatedWorks();
    await start('a');
    finish('a', new Error('lost'));
    await expect(start('b')).rejects.toThrow('lost');
    await expect(behind.done()).rejects.toThrow('lost');
    expect(started).toEqual(['a']);
  });
});
