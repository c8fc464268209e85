import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldResult } from '../../../../src/core/participants/fields/field-result.js';
import { parseBirthDate } from '../../../../src/core/participants/fields/parse-birth-date.js';
import { parseCustomField } from '../../../../src/core/participants/fields/parse-custom-field.js';
import { parseEmail } from '../../../../src/core/participants/fields/parse-email.js';
import { parseName } from '../../../../src/core/participants/fields/parse-name.js';
import { parsePhone } from '../../../../src/core/participants/fields/parse-phone.js';
import { fieldTypes } from '../../../../src/core/participants/form-field.js';

const rules: Record<string, (input: string) => FieldResult<unknown>> = {
  name: parseName,
  email: parseEmail,
  phone: (input) => parsePhone(input, 'KR'),
  birthDate: (input) => parseBirthDate(input, '2026-11-21'),
};
for (const type of fieldTypes) {
  const choices = type === 'choice' ? ['A', 'B'] : undefined;
  rules[type] = (input) =>
    parseCustomField({ id: 'q', label: 'Q', type, required: true, choices }, input);
}

const fixture = new URL('../../../fixtures/imports/naughty-strings.json', import.meta.url);
const naughty = JSON.parse(readFileSync(fixture, 'utf8')) as string[];
/** Control characters and what hides or turns text; no value may hold any. */
const unsafe = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFD]/;

describe.each(Object.keys(rules))('the rule for %s', (name) => {
  const rule = rules[name] as (input: string) => FieldResult<unknown>;

  test('answers every naughty string with a safe value or a refusal', () => {
    for (const input of naughty) expectSafe(rule(input), input);
  });

  test('answers any string with a safe value or a refusal, and reads its own value as the same', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom(...naughty),
    );
    fc.assert(
      fc.property(anything, (input) => {
        const result = rule(input);
        expectSafe(result, input);
        if (result.ok && typeof result.value === 'string') {
          expect(rule(result.value)).toEqual(result);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('never repeats the value in its message', () => {
    const marked = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `Zq7${text}Zq7`);
    fc.assert(
      fc.property(marked, (input) => {
        const result = rule(input);
        if (!result.ok) expect(result.message).not.toMatch(/Zq7/i);
      }),
    );
  });
});

function expectSafe(result: FieldResult<unknown>, input: string): void {
  if (!result.ok) {
    expect(result.message, JSON.stringify(input)).not.toBe('');
    return;
  }
  if (typeof result.value !== 'string') return;
  expect(result.value, JSON.stringify(input)).not.toMatch(unsafe);
  expect(result.value.isWellFormed()).toBe(true);
  expect(result.value).toBe(result.value.normalize('NFC').trim());
}
