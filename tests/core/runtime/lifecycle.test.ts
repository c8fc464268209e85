import { describe, expect, it } from 'vitest';
import { Lifecycle } from '../../../src/core/runtime/lifecycle.js';

describe('a lifecycle', () => {
  it('closes in reverse order, one after the other', async () => {
    const closed: string[] = [];
    const lifecycle = new Lifecycle();
    lifecycle.defer(() => void closed.push('first'));
    lifecycle.defer(async () => {
      await Promise.resolve();
      closed.push('second');
    });
    await lifecycle.close();
    expect(closed).toEqual(['second', 'first']);
  });

  it('closes everything though one fails, and throws the first failure', async () => {
    const closed: string[] = [];
    const lifecycle = new Lifecycle();
    lifecycle.defer(() => void closed.push('first'));
    lifecycle.defer(() => Promise.reject(new Error('of the second')));
    lifecycle.defer(() => {
      throw new Error('of the third');
    });
    await expect(lifecycle.close()).rejects.toThrow('of the third');
    expect(closed).toEqual(['first']);
  });

  it('closes once, however often it is told', async () => {
    let times = 0;
    const lifecycle = new Lifecycle();
    lifecycle.defer(() => void times++);
    await Promise.all([lifecycle.close(), lifecycle.close()]);
    await lifecycle.close();
    expect(times).toBe(1);
  });
});
