import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createAddressFilter } from '../../../src/core/participants/address-filter.js';

function index(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

it('an event with participants may have every address', () => {
  const filter = createAddressFilter(true);
  expect(filter.mayExist(index('a'))).toBe(true);
  expect(filter.mayExist(index('b'))).toBe(true);
});

it('an empty event may have only addresses that the list has had', () => {
  const filter = createAddressFilter(false);
  expect(filter.mayExist(index('a'))).toBe(false);
  expect(filter.mayExist(index('b'))).toBe(false);
  expect(filter.mayExist(index('a'))).toBe(true);
});

it('never says no to an address that the list has had, and rarely yes to another', () => {
  const filter = createAddressFilter(false);
  const addresses = Array.from({ length: 20_000 }, (_, number) => index(`person ${number}`));
  const wronglyYes = addresses.filter((address) => filter.mayExist(address)).length;
  expect(wronglyYes).toBe(0);
  expect(addresses.every((address) => filter.mayExist(address))).toBe(true);
});
