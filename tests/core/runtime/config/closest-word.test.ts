import { describe, expect, it } from 'vitest';
import { closestWord } from '../../../../src/core/runtime/config/closest-word.js';

describe('the word that was meant', () => {
  it.each([
    ['particpant', 'participant'],
    ['participants', 'participant'],
    ['databse-url', 'databaseUrl'],
    ['DATABASE_URL', 'databaseUrl'],
    ['lsit', 'list'],
    ['part', 'participant'],
  ])('for %s is %s', (typed, meant) => {
    expect(closestWord(typed, ['event', 'list', 'participant', 'databaseUrl'])).toBe(meant);
  });

  it.each(['xyz', '', '--', 'participation-of-everyone'])('for %j is unknown', (typed) => {
    expect(closestWord(typed, ['event', 'list', 'participant'])).toBeUndefined();
  });

  it('is not guessed from a beginning that several words share', () => {
    expect(closestWord('re', ['retryable', 'rejected'])).toBeUndefined();
  });
});
