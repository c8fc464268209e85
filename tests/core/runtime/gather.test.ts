import { describe, expect, it } from 'vitest';
import { gather } from '../../../src/core/runtime/gather.js';
import { gate } from '../../support/gate.js';

describe('calls that are gathered', () => {
  it('go together when they are made in one turn, each with its own result', async () => {
    const calls: (readonly number[])[] = [];
    const double = gather<number, number>(async (items) => {
      calls.push(items);
      return items.map((item) => item * 2);
    });
    expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it('go together when they are made while another is under way', async () => {
    const calls: (readonly number[])[] = [];
    const entered = gate<void>();
    const first = gate<void>();
    const act = gather<number, number>(async (items) => {
      calls.push(items);
      entered.open();
      if (calls.length === 1) await first.opened;
      return items;
    });
    const one = act(1);
    await entered.opened;
    const others = [act(2), act(3)];
    first.open();
    expect(await Promise.all([one, ...others])).toEqual([1, 2, 3]);
    expect(calls).toEqual([[1], [2, 3]]);
  });

  it('are tried alone when the database refuses them together, so that one does not spoil the others', async () => {
    const halve = gather<number, number>(async (items) => {
      if (items.some((item) => item % 2 === 1)) throw databaseError('22012');
      return items.map((item) => item / 2);
    });
    const ends = await Promise.allSettled([2, 3, 4].map(halve));
    expect(ends).toMatchObject([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: { code: '22012' } },
      { status: 'fulfilled', value: 2 },
    ]);
  });

  it.each(['ECONNRESET', 'EPIPE', '08006', '57P01'])(
    'are not made again when nobody knows whether they were done: %s',
    async (code) => {
      let calls = 0;
      const act = gather<number, number>(async () => {
        calls++;
        throw databaseError(code);
      });
      const ends = await Promise.allSettled([1, 2].map(act));
      expect(ends).toMatchObject([{ reason: { code } }, { reason: { code } }]);
      expect(calls).toBe(1);
    },
  );

  it('wait no longer for company than until there is enough', async () => {
    const day = 86_400_000;
    const calls: (readonly number[])[] = [];
    const act = gather<number, number>(
      async (items) => {
        calls.push(items);
        return items;
      },
      { enough: 2, pauseMs: day },
    );
    const early = act(1);
    const late = early.then(() => 'late');
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual([]);
    expect(await Promise.all([late, act(2)])).toEqual(['late', 2]);
    expect(calls).toEqual([[1, 2]]);
  });

  it('are made anew after a pause without any', async () => {
    const act = gather<number, number>(async (items) => items);
    expect(await act(1)).toBe(1);
    expect(await act(2)).toBe(2);
  });
});

function databaseError(code: string): Error {
  return Object.assign(new Error('no'), { code });
}
