import { describe, expect, test } from 'vitest';
import { parseCustomField } from '../../../../src/core/participants/fields/parse-custom-field.js';
import type { FormField } from '../../../../src/core/participants/form-field.js';

describe('an answer of type text', () => {
  test('keeps its line breaks, and on one line what badges show', () => {
    expect(parseCustomField(field('text'), 'two\r\nlines ')).toEqual(accepted('two\nlines'));
    const company = { ...field('text'), id: 'company' };
    expect(parseCustomField(company, 'two\r\nlines')).toEqual(accepted('two lines'));
  });

  test('takes typed cells as a spreadsheet shows them', () => {
    expect(parseCustomField(field('text'), 7)).toEqual(accepted('7'));
    expect(parseCustomField(field('text'), 2 ** 70)).toEqual(accepted('1180591620717411303424'));
    expect(parseCustomField(field('text'), true)).toEqual(accepted('TRUE'));
    expect(parseCustomField(field('text'), { date: '2026-12-01' })).toEqual(accepted('2026-12-01'));
  });

  test('is refused beyond 4,000 characters, with control characters and with a cell error', () => {
    expect(parseCustomField(field('text'), 'x'.repeat(4_001))).toMatchObject({ code: 'too_long' });
    expect(parseCustomField(field('text'), 'a\u0000')).toMatchObject({
      code: 'control_characters',
    });
    expect(parseCustomField(field('text'), { error: '#N/A' })).toMatchObject({
      code: 'spreadsheet_error',
    });
  });
});

describe('an answer of type number', () => {
  test.each([
    ['42', 42],
    ['-1.5', -1.5],
    ['1,234,567.5', 1_234_567.5],
    ['４２', 42],
    [3.25, 3.25],
  ])('%j is %d', (input, value) => {
    expect(parseCustomField(field('number'), input)).toEqual(accepted(value));
  });

  test.each(['abc', '1,2', '0x10', '1e5', '-', '.', '12,34', true])('%j is refused', (input) => {
    expect(parseCustomField(field('number'), input)).toMatchObject({ code: 'not_a_number' });
  });
});

describe('an answer of type boolean', () => {
  test.each(['예', '네', 'O', 'o', 'Y', 'yes', 'TRUE', '1', '⭕', true, 1])(
    '%j means yes',
    (input) => {
      expect(parseCustomField(field('boolean'), input)).toEqual(accepted(true));
    },
  );

  test.each(['아니오', '아니요', 'X', 'n', 'No', 'false', '0', false, 0])(
    '%j means no',
    (input) => {
      expect(parseCustomField(field('boolean'), input)).toEqual(accepted(false));
    },
  );

  test.each(['maybe', '2', 'yesno'])('%j is refused', (input) => {
    expect(parseCustomField(field('boolean'), input)).toMatchObject({ code: 'not_a_boolean' });
  });
});

describe('an answer of type choice', () => {
  const meal = { ...field('choice'), choices: ['채식', 'No Pork'] };

  test.each([
    ['채식', '채식'],
    [' 채 식 ', '채식'],
    ['no pork', 'No Pork'],
  ])('%j is taken for %j', (input, value) => {
    expect(parseCustomField(meal, input)).toEqual(accepted(value));
  });

  test('that the field does not offer is refused', () => {
    expect(parseCustomField(meal, '생선')).toMatchObject({ code: 'not_a_choice' });
  });
});

describe('an answer of type date', () => {
  test('is any day of the calendar', () => {
    expect(parseCustomField(field('date'), '2026. 12. 1')).toEqual(accepted('2026-12-01'));
    expect(parseCustomField(field('date'), { date: '2026-12-01' })).toEqual(accepted('2026-12-01'));
    expect(parseCustomField(field('date'), '2026-02-30')).toMatchObject({ code: 'not_a_date' });
  });
});

describe('no answer', () => {
  test.each(['text', 'number', 'choice', 'boolean', 'date'] as const)(
    'is null for a field of type %s, and refused where it is required',
    (type) => {
      expect(parseCustomField(field(type), ' ')).toEqual(accepted(null));
      expect(parseCustomField({ ...field(type), required: true }, '')).toMatchObject({
        code: 'required',
      });
    },
  );
});

function field(type: FormField['type']): FormField {
  return { id: 'question', label: 'Question', type, required: false };
}

function accepted(value: string | number | boolean | null) {
  return { ok: true, value };
}
