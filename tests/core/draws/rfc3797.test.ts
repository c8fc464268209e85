import { expect, it } from 'vitest';
import { createRfcShuffle, keyOf, readKey } from '../../../src/core/draws/rfc3797.js';

const key = '9319./2.5.8.10.12./9.18.26.34.41.45./';

it('reproduces the example of RFC 3797, section 6', () => {
  expect(keyOf([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]])).toBe(key);
  const shuffle = createRfcShuffle(key, 25);
  const positions = Array.from({ length: 10 }, () => (shuffle.next() as number) + 1);
  expect(positions).toEqual([17, 7, 2, 16, 25, 23, 8, 24, 19, 13]);
});

it('selects each position once, and then none', () => {
  const shuffle = createRfcShuffle(key, 25);
  const positions = Array.from({ length: 25 }, () => shuffle.next());
  expect([...positions].sort((left, right) => Number(left) - Number(right))).toEqual(
    Array.from({ length: 25 }, (_, index) => index),
  );
  expect(shuffle.next()).toBeUndefined();
});

it.each([
  ['9319 / 2, 5, 12, 8, 10 / 9 18 26 34 41 45', key],
  ['9319./12.10.8.5.2./45,41,34,26,18,9', key],
  [key, key],
  ['Dow Jones: up!/7', 'DOWJONESUP/7./'],
  ['7//8', ''],
  ['', ''],
])('reads the sources %j as %j', (text, read) => {
  expect(readKey(text)).toBe(read);
});
