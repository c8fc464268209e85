import { expect, it } from 'vitest';
import { isConnectionFailure } from '../../../../src/core/runtime/database/connection-failure.js';

it.each([
  ['the server is stopping', { code: '57P01' }, true],
  ['the server refuses', { code: 'ECONNREFUSED', syscall: 'connect' }, true],
  ['the server has no socket here', { code: 'ENOENT', syscall: 'connect' }, true],
  ['a file is missing, which is not the database', { code: 'ENOENT', syscall: 'open' }, false],
  ['a rule of the database was broken', { code: '23505' }, false],
])('%s', (message, details, isFailure) => {
  expect(isConnectionFailure(Object.assign(new Error(message), details))).toBe(isFailure);
});

it('knows what pg says without a code, and not what is only like it', () => {
  const lost = 'select 1 - Connection terminated unexpectedly';
  expect(isConnectionFailure(new Error(lost))).toBe(true);
  expect(isConnectionFailure(new AggregateError([new Error(lost)]))).toBe(true);
  expect(isConnectionFailure(new Error("no gate 'x - Connection terminated'"))).toBe(false);
});
