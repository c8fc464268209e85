import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { arrayParameter } from '../../../../src/core/runtime/database/array-parameter.js';
import type {
  ColumnValue,
  TypeName,
} from '../../../../src/core/runtime/database/binary-encoders.js';
import { describeEachEngine, openTestContext } from '../../../support/database.js';

const [one, other] = [randomUUID(), randomUUID()];

/** Values, and the texts that the database has for them when that is not the value itself. */
const samples: Readonly<Record<TypeName, readonly ColumnValue[]>> = {
  boolean: [true, false, false],
  bytea: [Buffer.alloc(0), randomBytes(32), '', '00ff7F'],
  bigint: [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  smallint: [0, -1, 32_767, -32_768],
  int: [0, -1, 2_147_483_647, -2_147_483_648],
  text: ['', 'gate', '김지훈', '👩‍👩‍👧', '{"\\,NULL}', 'x'.repeat(10_000)],
  json: ['{"a":1}', '[]'],
  jsonb: ['{"a": 1}', '[]'],
  timestamptz: [
    new Date('2026-11-21T03:04:05.678Z'),
    new Date('2000-01-01T00:00:00Z'),
    new Date('1999-12-31T23:59:59.999Z'),
    new Date('1800-02-03T04:05:06.007Z'),
    new Date('2199-12-31T23:59:59.999Z'),
    '2026-11-21T12:04:05.678+09:00',
  ],
  uuid: [
    one,
    other,
    one.toUpperCase(),
    '00000000-0000-0000-0000-000000000000',
    Buffer.from('0123456789abcdef'),
  ],
};

describeEachEngine('an array as a parameter', (engine) => {
  it('arrives as it was given, with what is missing and what is there twice', async () => {
    const context = await openTestContext(engine);
    const { knex } = context.database;
    try {
      for (const [type, values] of Object.entries(samples) as [TypeName, ColumnValue[]][]) {
        const [first = null] = values;
        const given = [null, ...values, first, first, undefined];
        const { rows } = await knex.raw<{ rows: { value: unknown }[] }>(
          `SELECT value FROM unnest(?::${type}[]) WITH ORDINALITY AS a (value, position)
           ORDER BY position`,
          [arrayParameter(type, given) as never],
        );
        const arrived = rows.map(({ value }) => value);
        expect(arrived, type).toEqual(given.map((value) => read(type, value)));
        const none = await knex.raw<{ rows: { length: number }[] }>(
          `SELECT cardinality(?::${type}[]) AS length`,
          [arrayParameter(type, []) as never],
        );
        expect(none.rows, type).toEqual([{ length: 0 }]);
      }
    } finally {
      await context.close();
    }
  });
});

describe('an array as a parameter', () => {
  it.each([
    ['uuid', ''],
    ['uuid', one.slice(1)],
    ['uuid', `${one}0`],
    ['uuid', `${one}00`],
    ['uuid', one.replace(/^./, 'g')],
    ['uuid', one.replace(/^./, '－')],
    ['uuid', one.replace(/.$/, '-')],
    ['uuid', Buffer.alloc(15)],
    ['bytea', '0'],
    ['bytea', 'xy'],
    ['int', 1.5],
    ['int', 2 ** 31],
    ['smallint', -32_769],
    ['timestamptz', 'yesterday'],
    ['timestamptz', new Date(Number.NaN)],
    ['timestamptz', new Date(8.64e15)],
  ] as const)('does not take %s %s', (type, value) => {
    expect(() => arrayParameter(type, [value])).toThrow(RangeError);
  });
});

/** As the driver reads it. */
function read(type: TypeName, value: ColumnValue | undefined): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'json' || type === 'jsonb') return JSON.parse(value as string);
  if (type === 'timestamptz') return new Date(value as string | Date);
  if (type === 'bytea' && typeof value === 'string') return Buffer.from(value, 'hex');
  if (type === 'uuid') return idText(value as string | Buffer);
  return value;
}

function idText(id: string | Buffer): string {
  if (typeof id === 'string') return id.toLowerCase();
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
