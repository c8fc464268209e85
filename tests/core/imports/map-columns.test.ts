import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeMapping, targetName } from '../../../src/core/imports/column-mapping.js';
import { type MapOptions, mapColumns } from '../../../src/core/imports/map-columns.js';
import type { Cell } from '../../../src/core/imports/raw-row.js';
import type { FormField } from '../../../src/core/participants/form-field.js';
import { isFieldId } from '../../../src/core/participants/form-field.js';
import { EvmError } from '../../../src/core/runtime/errors.js';

const meal: FormField = { id: 'meal', label: '식사 선택', type: 'text', required: false };

describe('a header', () => {
  test.each([
    [
      'name',
      [
        '이름',
        '성명',
        'Name',
        'FULL NAME',
        'full_name',
        ' 이 름 ',
        '이름(필수)',
        '참가자명',
        '\ufeff이름',
      ],
    ],
    ['email', ['이메일', 'E-Mail', 'Email Address', 'e_mail', '메일', 'EMAIL *', '이메일 [필수]']],
    [
      'phone',
      ['휴대폰', '전화번호', '연락처', 'Phone', 'Mobile', 'phone_number', '휴대폰 번호', 'H.P.'],
    ],
    ['birthDate', ['생년월일', 'Birth Date', 'Date of Birth', 'birthday', '생년월일 (YYYY-MM-DD)']],
    ['department', ['부서', '소속', 'Department']],
    ['position', ['직책', '직급', 'Position', 'Title', 'Job Title']],
    ['company', ['회사', '회사명', 'Company', 'Organization', 'Organisation']],
  ])('for %s may be any of %j', (field, headers) => {
    for (const header of headers) {
      const others = ['이름', '이메일'].filter((_, index) => field !== ['name', 'email'][index]);
      expect(targets([header, ...others])[0], header).toBe(field);
    }
  });

  test('in decomposed Korean, as macOS writes it, is recognised', () => {
    expect(targets(['이름'.normalize('NFD'), '이메일'.normalize('NFD')])).toEqual([
      'name',
      'email',
    ]);
  });

  test('that fits better wins over one further left', () => {
    expect(targets(['name', 'email', '전화번호', '휴대폰'])).toEqual([
      'name',
      'email',
      '전화번호',
      'phone',
    ]);
  });

  test('that comes again is a column of its own', () => {
    expect(targets(['email', 'Email', ' email ', 'name'])).toEqual([
      'email',
      'email-column',
      'email-column-2',
      'name',
    ]);
  });

  test('such as __proto__ or constructor becomes a harmless id', () => {
    const headers = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'name', 'email'];
    expect(targets(headers)).toEqual([
      'proto',
      'constructor-column',
      'tostring',
      'hasownproperty',
      'name',
      'email',
    ]);
  });

  test('of any kind becomes an id of its own that is safe', () => {
    const headers = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', ' ', '식사', 'a', 'A', ...Object.getOwnPropertyNames(Object.prototype)),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(headers, (others) => {
        const { columns } = mapColumns(['이름', '이메일', ...others], options());
        const ids = columns.flatMap(({ target }) => (target.kind === 'kept' ? [target.id] : []));
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(isFieldId(id), id).toBe(true);
      }),
    );
  });
});

describe('a name in two columns', () => {
  test('is put together', () => {
    expect(targets(['First Name', 'Last Name', 'Email'])).toEqual([
      'name (given)',
      'name (family)',
      'email',
    ]);
    expect(targets(['성', '이름', '이메일'])).toEqual(['name (family)', 'name (given)', 'email']);
  });

  test('is left alone beside a column for the whole name, as Luma writes it', () => {
    expect(targets(['name', 'first_name', 'last_name', 'email', 'phone_number'])).toEqual([
      'name',
      'first_name',
      'last_name',
      'email',
      'phone',
    ]);
  });
});

describe('a field of the form', () => {
  test('is found by id and by label', () => {
    expect(targets(['name', 'email', 'MEAL'], { formFields: [meal] })[2]).toBe('meal');
    const { columns } = mapColumns(['name', 'email', '식사선택'], options({ formFields: [meal] }));
    expect(columns[2]?.target).toEqual({ kind: 'form', field: meal });
  });

  test('takes the aliases of a well-known id', () => {
    const company: FormField = { id: 'company', label: 'Firma', type: 'text', required: true };
    const { columns } = mapColumns(['name', 'email', '회사'], options({ formFields: [company] }));
    expect(columns[2]?.target).toEqual({ kind: 'form', field: company });
  });

  test('that is required and missing is named', () => {
    const formFields = [{ ...meal, required: true }];
    expect(() => mapColumns(['name', 'email'], options({ formFields }))).toThrow(
      /no column for meal/,
    );
  });
});

describe('--map', () => {
  test('says what a column is, whatever its header says', () => {
    const map = ['담당자=name', 'Contact = email', '이메일=-', '메모=note'];
    expect(targets(['이메일', '담당자', 'contact', '메모'], { map })).toEqual([
      '-',
      'name',
      'email',
      'note',
    ]);
  });

  test('takes the last = for its own, so a header may hold some', () => {
    expect(targets(['a=b', 'email'], { map: ['a=b=name'] })).toEqual(['name', 'email']);
  });

  test.each([
    [['nothing'], 'write it as'],
    [['=name'], 'write it as'],
    [['없는 열=name'], 'no column 없는 열'],
    [['이름=No Such'], 'neither a field'],
    [['이름=__proto__'], 'neither a field'],
    [['이름=name', '이메일=name'], 'comes twice'],
    [['이름=name', '이름=email'], 'comes twice'],
  ])('%j is refused: %s', (map, reason) => {
    expect(() => mapColumns(['이름', '이메일'], options({ map }))).toThrow(reason);
  });
});

describe('columns that evm does not know', () => {
  const headers = ['name', 'email', '식사', ''];

  test('are kept under ids made from their headers', () => {
    expect(targets(headers)).toEqual(['name', 'email', '식사', 'column-4']);
  });

  test('are left out with --extra drop', () => {
    expect(targets(headers, { extra: 'drop' })).toEqual(['name', 'email', '-', '-']);
  });

  test('are named with --extra fail, unless they have no header', () => {
    expect(() => mapColumns(headers, options({ extra: 'fail' }))).toThrow(/unknown columns: 식사$/);
    expect(targets(['name', 'email', ''], { extra: 'fail' })).toEqual(['name', 'email', '-']);
  });

  test('do not include the column that evm adds to a report', () => {
    expect(targets(['name', 'email', 'evm_error'], { extra: 'fail' })[2]).toBe('-');
    const exported = ['evm_number', 'name', 'email', 'evm_status', 'evm_ticket_code'];
    expect(targets(exported, { extra: 'fail' })).toEqual(['-', 'name', 'email', '-', '-']);
  });
});

describe('a file without a header', () => {
  const person = ['홍길동', 'hong@example.com', '010-9876-5432', '1990-03-29', '서울'];

  test.each([
    ['an address', ['홍길동', 'hong@example.com'], {}],
    ['a mistyped address', ['홍길동', '<hong@@example>'], {}],
    ['a national phone number', ['홍길동', '010-9876-5432'], {}],
    ['a phone number without its zero', ['홍길동', 1_098_765_432], {}],
    ['a phone number of another country', ['홍길동', '+44 20 7946 0958'], {}],
    ['a date', ['홍길동', '1990년 3월 29일'], {}],
    ['a date cell', ['홍길동', { date: '1990-03-29' }], {}],
    ['a person, with --map', person, { map: ['Email=email'] }],
    [
      'a person, told to be a header',
      person,
      { map: ['홍길동=name', '서울=email'], extra: 'fail' },
    ],
  ] satisfies [string, Cell[], Partial<MapOptions>][])(
    'is refused without a word of %s',
    (_, header, more) => {
      const error = refusalOf(header, more);
      expect(error).toMatchObject({ code: 'IMPORT_NO_HEADER', exitCode: 2 });
      const { message, hint, facts, cause } = error;
      expect({ message, hint, facts, cause }).toEqual({
        message: 'the first row looks like data, not like a header',
        hint: 'add a first row that names the columns, such as name, email',
        facts: { columns: ['name', 'email'] },
        cause: undefined,
      });
    },
  );

  test('hears of every column that is needed', () => {
    const formFields = [{ ...meal, required: true }];
    expect(refusalOf(person, { formFields }).facts).toEqual({ columns: ['name', 'email', 'meal'] });
  });

  test('is not seen in a column of answers named by a day or a number', () => {
    expect(targets(['name', 'email', '2026-11-21', '1'])).toEqual([
      ...['name', 'email', '2026-11-21', '1'],
    ]);
    expect(refusalOf(['이름', '1', '2026', '119'], {}).code).toBe('IMPORT_MISSING_COLUMN');
  });
});

describe('a mapping', () => {
  test('names what is missing and the headers that there are', () => {
    expect(() => mapColumns(['회사', '부서'], options())).toThrow(
      'no column for name, email; the file has 회사, 부서',
    );
  });

  test('can be read on one line', () => {
    const mapping = mapColumns(['이름', '이메일', '식사', '메모', 'x'], options({ map: ['x=-'] }));
    expect(describeMapping(mapping)).toBe(
      '이름 → name · 이메일 → email · 식사, 메모 → kept as custom responses · x → left out',
    );
  });

  test('has the same hash input exactly when headers and targets are the same', () => {
    const input = (headers: string[], more = {}) => mapColumns(headers, options(more)).hashInput;
    expect(input(['name', 'email', 'x'])).toBe(input(['name', 'email', 'x']));
    expect(input(['name', 'email', 'x'])).not.toBe(input(['name', 'email', 'y']));
    expect(input(['name', 'email', 'x'])).not.toBe(
      input(['name', 'email', 'x'], { extra: 'drop' }),
    );
  });
});

function refusalOf(header: readonly Cell[], more: Partial<MapOptions>): EvmError {
  try {
    mapColumns(header, options(more));
  } catch (error) {
    if (error instanceof EvmError) return error;
  }
  throw new Error('the header was taken');
}

function options(more: Partial<MapOptions> = {}): MapOptions {
  return { map: [], extra: 'keep', formFields: [], region: 'KR', ...more };
}

function targets(headers: string[], more: Partial<MapOptions> = {}): string[] {
  return mapColumns(headers, options(more)).columns.map(({ target }) => targetName(target));
}
