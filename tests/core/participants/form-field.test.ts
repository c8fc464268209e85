import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormField, FormFields, isFieldId } from '../../../src/core/participants/form-field.js';

describe('the id of a form field', () => {
  test.each(['meal', 't-shirt-size', 'track_2', '식사', 'q1', 'x'.repeat(64)])(
    'may be %s',
    (id) => {
      expect(isFieldId(id)).toBe(true);
    },
  );

  test.each([
    '',
    'Meal',
    'a b',
    '-a',
    'a-',
    'a--b',
    '__proto__',
    'constructor',
    'prototype',
    'name',
    'email',
    'phone',
    'birthdate',
    'a.b',
    'x'.repeat(65),
    'cafe\u0301',
  ])('may not be %j', (id) => {
    expect(isFieldId(id)).toBe(false);
  });

  test('is never a name that objects inherit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype)), (name) => {
        expect(isFieldId(name)).toBe(false);
      }),
    );
  });
});

describe('a form field', () => {
  const meal = { id: 'meal', label: '식사', type: 'choice', choices: ['채식', '일반'] };

  test('is optional unless it says otherwise', () => {
    expect(FormField.parse(meal)).toEqual({ ...meal, required: false });
  });

  test('of type choice needs choices, and no other type has them', () => {
    expect(FormField.safeParse({ ...meal, choices: undefined }).success).toBe(false);
    expect(FormField.safeParse({ ...meal, choices: [] }).success).toBe(false);
    expect(FormField.safeParse({ ...meal, choices: ['a', 'a'] }).success).toBe(false);
    expect(FormField.safeParse({ ...meal, type: 'text' }).success).toBe(false);
  });

  test('shares its id with no other field of the form', () => {
    const second = { ...meal, label: 'Meal' };
    expect(FormFields.safeParse([meal, second]).success).toBe(false);
    expect(FormFields.safeParse([meal, { ...second, id: 'meal-2' }]).success).toBe(true);
  });
});
