import { describe, expect, test } from 'vitest';
import { mapColumns } from '../../../src/core/imports/map-columns.js';
import { createRowParser } from '../../../src/core/imports/parse-row.js';
import type { Cell } from '../../../src/core/imports/raw-row.js';
import type { FormField } from '../../../src/core/participants/form-field.js';

const formFields: FormField[] = [
  { id: 'meal', label: '식사', type: 'choice', choices: ['채식', '일반'], required: true },
  { id: 'bus', label: '버스', type: 'boolean', required: false },
];

describe('a row', () => {
  test('becomes a participant with what the file has columns for', () => {
    const parsed = parse(['이름', '이메일'], ['홍길동', 'HONG@example.com']);
    expect(parsed).toEqual({
      kind: 'valid',
      row: 2,
      participant: { name: '홍길동', email: 'hong@example.com', customResponses: {} },
    });
    expect(Object.keys((parsed as { participant: object }).participant)).not.toContain('phone');
  });

  test('clears with an empty cell, and leaves alone what has no column', () => {
    const headers = ['이름', '이메일', '휴대폰', '생년월일', '회사', '메모'];
    expect(parse(headers, ['홍길동', 'hong@example.com'])).toMatchObject({
      participant: { phone: null, birthDate: null, customResponses: { company: null, 메모: null } },
    });
  });

  test('takes a column without a header only where it has a value', () => {
    const headers = ['이름', '이메일', ''];
    const row = (cell: string) => parse(headers, ['홍길동', 'hong@example.com', cell]);
    expect(row('')).toMatchObject({ participant: { customResponses: {} } });
    expect(row('x')).toMatchObject({ participant: { customResponses: { 'column-3': 'x' } } });
  });

  test('answers the form', () => {
    const headers = ['이름', '이메일', '식사', '버스'];
    expect(parse(headers, ['홍길동', 'hong@example.com', '채식', 'O'])).toMatchObject({
      participant: { customResponses: { meal: '채식', bus: true } },
    });
  });

  test('has all of its problems reported at once, with values only as values', () => {
    const headers = ['이름', '이메일', '휴대폰', '생년월일', '식사', '버스'];
    const cells = ['홍', 'nobody', '12', '2026-01-01', '생선', 'maybe', 'surplus'];
    const parsed = parse(headers, cells);
    if (parsed.kind !== 'rejected') throw new Error('the row was accepted');
    expect(parsed.issues.map(({ row, field, code, value }) => [row, field, code, value])).toEqual([
      [2, 'name', 'too_short', '홍'],
      [2, 'email', 'not_an_address', 'nobody'],
      [2, 'phone', 'not_a_phone_number', '12'],
      [2, 'birthDate', 'too_young', '2026-01-01'],
      [2, 'meal', 'not_a_choice', '생선'],
      [2, 'bus', 'not_a_boolean', 'maybe'],
      [2, 'row', 'surplus_cells', 'surplus'],
    ]);
    for (const { message, value } of parsed.issues) expect(message).not.toContain(value);
  });

  test('shows at most 200 characters of a value', () => {
    const parsed = parse(['이름', '이메일'], ['홍길동', 'x'.repeat(5_000)]);
    if (parsed.kind !== 'rejected') throw new Error('the row was accepted');
    expect(parsed.issues[0]?.value).toHaveLength(200);
  });

  test('is refused where a spreadsheet shows an error, even in an optional column', () => {
    expect(
      parse(['이름', '이메일', '휴대폰'], ['홍길동', 'h@example.com', { error: '#N/A' }]),
    ).toMatchObject({
      kind: 'rejected',
      issues: [{ field: 'phone', code: 'spreadsheet_error', value: '#N/A' }],
    });
  });

  test.each([
    [['First Name', 'Last Name', 'Email'], ['Grace', 'Hopper', 'g@example.com'], 'Grace Hopper'],
    [['성', '이름', '이메일'], ['김', '철수', 'k@example.com'], '김철수'],
    [['First Name', 'Last Name', 'Email'], ['Grace', '', 'g@example.com'], 'Grace'],
  ])('joins the name of %j', (headers, cells, name) => {
    expect(parse(headers, cells)).toMatchObject({ participant: { name } });
  });

  test('keeps columns named like parts of an object as plain answers', () => {
    const headers = ['__proto__', 'constructor', '이름', '이메일'];
    const parsed = parse(headers, ['polluted', 'x', '홍길동', 'h@example.com']);
    expect(parsed).toMatchObject({
      participant: { customResponses: { proto: 'polluted', 'constructor-column': 'x' } },
    });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

function parse(headers: string[], cells: Cell[]) {
  const hasForm = headers.includes('식사');
  const mapping = mapColumns(headers, {
    map: [],
    extra: 'keep',
    formFields: hasForm ? formFields : [],
    region: 'KR',
  });
  return createRowParser(mapping, { region: 'KR', today: '2026-11-21' })({ row: 2, cells });
}
