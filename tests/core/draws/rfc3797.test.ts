import { expect, it } from 'vitest';
import { keyOf, selectPositions } from '../../../src/core/draws/rfc3797.js';

it('reproduces the example of RFC 3797, section 6', () => {
  const key = keyOf([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]);
  expect(key).toBe('9319./2.5.8.10.12./9.18.26.34.41.45./');
  expect(selectPositions(key, { size: 25, count: 10 })).toEqual([
    17, 7, 2, 16, 25, 23, 8, 24, 19, 13,
  ]);
});
