import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countJsonNames,
  countNames,
} from '../../../src/workers/attendance-http/count-json-names.js';

describe('the names of a JSON text', () => {
  it('are as many as its value has, whatever it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        // `__proto__` is refused by the parser before anything is counted.
        fc.pre(!text.includes('__proto__'));
        const value: unknown = JSON.parse(text);
        expect(countJsonNames(JSON.stringify(value, null, 1))).toBe(countNames(value));
      }),
    );
  });

  it.each([
    ['{"a":1,"a":1}', 2, 1],
    ['{"a":1,"\\u0061":1}', 2, 1],
    ['[{"a":{"b":1,"b":2}}]', 3, 2],
    ['{"\\"a\\":":":\\\\"}', 1, 1],
    ['":::"', 0, 0],
  ])('in %s are %i, and its value has %i', (text, inText, inValue) => {
    expect([countJsonNames(text), countNames(JSON.parse(text))]).toEqual([inText, inValue]);
  });
});
