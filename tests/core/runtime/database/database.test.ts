import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ColumnValue } from '../../../../src/core/runtime/database/binary-encoders.js';
import type { Database, Transaction } from '../../../../src/core/runtime/database/database.js';
import { openDatabase } from '../../../../src/core/runtime/database/open-database.js';
import { createLogger } from '../../../../src/core/runtime/logger.js';
import {
  configOf,
  createPlace,
  describeEachEngine,
  type TestPlace,
} from '../../../support/database.js';

describeEachEngine('the database', (engine) => {
  let place: TestPlace;
  let database: Database;
  beforeAll(async () => {
    place = await createPlace(engine);
    const logger = createLogger('silent');
    database = await openDatabase(configOf(place), { logger, command: 'test' });
    await database.knex.raw(`CREATE TABLE things (
      n integer, text text, flag boolean, bytes bytea, at timestamptz, data jsonb)`);
  });
  afterAll(async () => {
    await database?.close();
    await place?.remove();
  });

  const target = { table: 'things', columns: ['n', 'text', 'flag', 'bytes', 'at', 'data'] };
  const things = async () => await database.knex('things').orderBy('n').select();
  const clear = async () => await database.knex('things').delete();
  async function copyRows(trx: Transaction, rows: Iterable<readonly ColumnValue[]>): Promise<void> {
    const copy = await database.copyInto(trx, target);
    for (const row of rows) copy.add(row);
    await copy.flush();
  }

  const awkward = [
    'plain',
    '',
    'NULL',
    '\\N',
    '\\.',
    'tab\there',
    'line\nfeed',
    'cr\r\nlf',
    'back\\slash \\t \\n',
    '\b\f\v',
    '"quote" \'single\', comma; {brace}',
    '👩‍👩‍👧 한국어 é',
    '\u2028\u2029\u0085',
    ' leading and trailing ',
    '\\x00ff',
  ];

  it('copies every text as it is, and tells nothing from an empty text', async () => {
    await clear();
    const rows = awkward.map((text, n) => [n, text, null, null, null, null]);
    rows.push([awkward.length, null, null, null, null, null]);
    await database.transaction(async (trx) => await copyRows(trx, rows));
    expect((await things()).map(({ text }) => text)).toEqual([...awkward, null]);
  });

  it('copies flags, bytes, times and documents as they are', async () => {
    await clear();
    const at = new Date('2026-11-20T12:34:56.789Z');
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const data = { 'a\\"\n': ['\\t', null, 1.5, true, '👍'] };
    const rows = [
      [1, 'x', true, bytes, at, JSON.stringify(data)],
      [2, 'y', false, Buffer.alloc(0), at.toISOString(), '{}'],
    ];
    await database.transaction(async (trx) => await copyRows(trx, rows));
    expect(await things()).toEqual([
      { n: 1, text: 'x', flag: true, bytes, at, data },
      { n: 2, text: 'y', flag: false, bytes: Buffer.alloc(0), at, data: {} },
    ]);
  });

  it('copies more than a statement usually has, and nothing at all', async () => {
    await clear();
    function* rows() {
      for (let n = 0; n < 3_000; n++) yield [n, 'x'.repeat(1_000), null, null, null, null];
    }
    await database.transaction(async (trx) => {
      await copyRows(trx, rows());
      await copyRows(trx, []);
    });
    const [row] = await database.knex('things').count({ count: '*' });
    expect(row).toEqual({ count: 3_000 });
  });

  it('copies one statement behind the other, each row once and in order', async () => {
    await clear();
    await database.transaction(async (trx) => {
      const copy = await database.copyInto(trx, target);
      for (let n = 0; n < 9_000; n++) {
        copy.add([n, `${n} ${'x'.repeat(1_000)}`, null, null, null, null]);
        if (copy.isFull || n === 4_000) await copy.begin();
      }
      await copy.flush();
    });
    const { rows } = await database.knex.raw(
      `SELECT count(*), count(DISTINCT n) AS different,
         bool_and(text = n || ' ' || repeat('x', 1000)) AS whole FROM things`,
    );
    expect(rows).toEqual([{ count: 9_000, different: 9_000, whole: true }]);
  });

  it('tells of a statement that failed behind, and can be given up', async () => {
    await clear();
    const refused = database.transaction(async (trx) => {
      const copy = await database.copyInto(trx, target);
      copy.add([1, 'nul \0', null, null, null, null]);
      await copy.begin();
      copy.add([2, 'after it', null, null, null, null]);
      await copy.begin();
    });
    await expect(refused).rejects.toMatchObject({ code: '22021' });
    const given = database.transaction(async (trx) => {
      const copy = await database.copyInto(trx, target);
      copy.add([1, 'under way', null, null, null, null]);
      await copy.begin();
      copy.add([2, 'dropped', null, null, null, null]);
      await copy.abandon();
      await copy.flush();
      const { rows } = await trx.raw('SELECT n FROM things');
      throw Object.assign(new Error('given up'), { rows });
    });
    await expect(given).rejects.toMatchObject({ message: 'given up', rows: [{ n: 1 }] });
    expect(await things()).toEqual([]);
  });

  it('copies nothing of a transaction that is undone, or of rows that fail', async () => {
    await clear();
    const undone = database.transaction(async (trx) => {
      await copyRows(trx, [[1, 'x', null, null, null, null]]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const refused = database.transaction(
      async (trx) => await copyRows(trx, [[1, 'nul \0', null, null, null, null]]),
    );
    await expect(refused).rejects.toMatchObject({ code: '22021' });
    expect(await things()).toEqual([]);
  });

  it('gives values back in the same types on both engines', async () => {
    const { rows } = await database.knex.raw(`SELECT
      5000000000::bigint AS big, 7::integer AS small, 1.5::float8 AS float, '2026-02-28'::date AS day,
      '\\x00ff'::bytea AS bytes, '{"a":[1,null]}'::jsonb AS data, true AS flag, NULL::text AS nothing,
      '2026-01-02T03:04:05.678+09'::timestamptz AS at, ARRAY['a', NULL, 'b,"c"'] AS texts,
      ARRAY[1, 2]::integer[] AS numbers, count(*) AS counted
      FROM (VALUES (1), (2)) AS v`);
    expect(rows).toEqual([
      {
        ...{ big: 5_000_000_000, small: 7, float: 1.5, day: '2026-02-28', flag: true },
        ...{ bytes: Buffer.from([0, 255]), data: { a: [1, null] }, nothing: null },
        at: new Date('2026-01-01T18:04:05.678Z'),
        ...{ texts: ['a', null, 'b,"c"'], numbers: [1, 2], counted: 2 },
      },
    ]);
  });

  it('takes arrays of every kind as one value', async () => {
    const texts = ['a', null, '{b}', '"c"', '\\', '', '한'];
    const bytes = [Buffer.from([1, 92, 34]), null];
    const times = [new Date('2026-01-02T03:04:05.678Z'), null];
    const { rows } = await database.knex.raw(
      'SELECT ?::text[] AS texts, ?::bytea[] AS bytes, ?::timestamptz[] AS times',
      [texts, bytes, times] as never,
    );
    expect(rows).toEqual([{ texts, bytes, times }]);
  });

  it('goes on after a failed transaction', async () => {
    await expect(
      database.transaction(async (trx) => await trx.raw('SELECT 1/0')),
    ).rejects.toMatchObject({ code: '22012' });
    const { rows } = await database.knex.raw('SELECT 1 AS one');
    expect(rows).toEqual([{ one: 1 }]);
  });

  it('works for many at once, each transaction whole', async () => {
    await clear();
    await database.knex('things').insert({ n: 0 });
    const add = async () =>
      await database.transaction(async (trx) => {
        const { n } = await trx('things').forUpdate().first();
        await trx('things').update({ n: n + 1 });
      });
    await Promise.all(Array.from({ length: 12 }, add));
    expect(await things()).toMatchObject([{ n: 12 }]);
  });

  it.runIf(engine === 'embedded')(
    'refuses at once a query past the open transaction, which would wait for itself for ever',
    async () => {
      const run = database.transaction(async () => await database.knex('things').select());
      await expect(run).rejects.toMatchObject({ code: 'QUERY_OUTSIDE_TRANSACTION' });
      const nested = database.transaction(
        async () => await database.transaction(async () => undefined),
      );
      await expect(nested).rejects.toMatchObject({ code: 'QUERY_OUTSIDE_TRANSACTION' });
      expect(await database.knex('things').select()).toHaveLength(1);
    },
  );

  it('keeps one who asks from outside waiting until the open transaction has ended', async () => {
    let read: Promise<unknown[]> | undefined;
    const outside = async () => await database.knex('things').where({ n: 99 });
    let start: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      start = resolve;
    }).then(() => {
      read = outside();
    });
    await database.transaction(async (trx) => {
      await trx('things').update({ n: 99 });
      start();
    });
    await begun;
    expect(await read).toBeDefined();
  });
});
