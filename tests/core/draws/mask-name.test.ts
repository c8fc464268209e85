import { expect, it } from 'vitest';
import { maskName } from '../../../src/core/draws/mask-name.js';

it.each([
  ['홍길동', '홍*동'],
  ['홍 길동', '홍*동'],
  ['김민', '김*'],
  ['남궁민수', '남**수'],
  ['山田太郎', '山**郎'],
  ['Kim Minsu', 'K** M****'],
  ['José  María', 'J*** M****'],
  ['Jean-Luc', 'J*******'],
  ['X', '*'],
  ['李', '*'],
  ['홍길동 (VIP)', '홍** (****'],
  // One character to the eye, several to a computer.
  ['👩‍👩‍👧 é́x', '* é́*'],
  ['', '*'],
])('announces %j as %j', (name, masked) => {
  expect(maskName(name)).toBe(masked);
});
