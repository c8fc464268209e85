import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mapColumns } from '../../../src/core/imports/map-columns.js';
import { createRowParser, type ParsedRow } from '../../../src/core/imports/parse-row.js';
import type { RawRow } from '../../../src/core/imports/raw-row.js';
import { openRejects } from '../../../src/core/imports/write-rejects.js';
import { tempFolder } from '../../support/temp.js';
import { readFile } from './read-file.js';

const source = [
  '이름,이메일,휴대폰,메모',
  '홍길동,hong@example.com,010-1234-5678,ok',
  '김,kim@example.com,+82 10 1234 5678,=HYPERLINK("http://x")',
  '박영희,nobody,12,"두 줄\n메모"',
  "이순신,also nobody,,'=already guarded",
].join('\n');

describe.each(['rejects.csv', 'rejects.xlsx'])('the report %s', (name) => {
  test('has the rejected rows as they were, with what is wrong, and can be imported again', async () => {
    const path = join(tempFolder(), name);
    const first = await readFile(source);
    const rejected = await writeReport(path, first.rows);
    expect(rejected).toBe(3);

    const report = await readFile(readFileSync(path));
    expect(report.rows[0]?.cells).toEqual(['이름', '이메일', '휴대폰', '메모', 'evm_error']);
    expect(report.rows[2]?.cells).toEqual([
      '박영희',
      'nobody',
      '12',
      '두 줄\n메모',
      'row 4: email not an e-mail address; phone not a phone number in KR',
    ]);
    expect(report.rows[1]?.cells.slice(0, 4)).toEqual(first.rows[2]?.cells);
    expect(report.rows[3]?.cells[3]).toBe('=already guarded');
    expect(parseAll(report.rows).map(codesOf)).toEqual([
      ['too_short'],
      ['not_an_address', 'not_a_phone_number'],
      ['not_an_address'],
    ]);

    const corrected = report.rows.map(({ row, cells }) => {
      const email = row === 1 ? cells[1] : `row${row}@example.com`;
      return {
        row,
        cells: [row === 2 ? '김구' : cells[0], email, row === 1 ? cells[2] : '', ...cells.slice(3)],
      };
    });
    expect(parseAll(corrected as RawRow[]).map(({ kind }) => kind)).toEqual([
      'valid',
      'valid',
      'valid',
    ]);
  });

  test('replaces the reasons of the report that it was made from', async () => {
    const folder = tempFolder();
    await writeReport(join(folder, name), (await readFile(source)).rows);
    const again = (await readFile(readFileSync(join(folder, name)))).rows;
    await writeReport(join(folder, `again-${name}`), again);
    const { rows } = await readFile(readFileSync(join(folder, `again-${name}`)));
    expect(rows[0]?.cells).toEqual(['이름', '이메일', '휴대폰', '메모', 'evm_error']);
    expect(rows).toHaveLength(4);
  });

  test('has only its header when nothing was rejected', async () => {
    const path = join(tempFolder(), name);
    const rejects = openRejects(requestFor(path, ['이름', '이메일']));
    await rejects?.publish();
    expect((await readFile(readFileSync(path))).rows.map(({ cells }) => cells)).toEqual([
      ['이름', '이메일', 'evm_error'],
    ]);
  });

  test('leaves nothing behind when it is discarded', async () => {
    const folder = tempFolder();
    const rejects = openRejects(requestFor(join(folder, name), ['이름']));
    const row = { row: 2, cells: ['김'] };
    const issue = {
      row: 2,
      field: 'name',
      code: 'too_short',
      message: 'short',
      value: '김',
    } as const;
    for (let count = 0; count < 600; count += 1) await rejects?.add(row, [issue]);
    expect(existsSync(join(folder, name))).toBe(false);
    await rejects?.discard();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('no report', () => {
  test('is written when none was asked for', () => {
    expect(openRejects({ options: {}, table: { header: { row: 1, cells: [] } } })).toBeUndefined();
  });

  test('is written into a folder that does not exist, which is said', async () => {
    const rejects = openRejects(requestFor(join(tempFolder(), 'no', 'rejects.csv'), ['이름']));
    await expect(rejects?.publish()).rejects.toMatchObject({ code: 'TABLE_NOT_WRITABLE' });
    await rejects?.discard();
  });
});

function requestFor(report: string, header: string[]) {
  return { options: { report }, table: { header: { row: 1, cells: header } } };
}

function parseAll(rows: readonly RawRow[]): ParsedRow[] {
  const [header, ...rest] = rows;
  const mapping = mapColumns(header?.cells ?? [], {
    map: [],
    extra: 'keep',
    formFields: [],
    region: 'KR',
  });
  return rest.map(createRowParser(mapping, { region: 'KR', today: '2026-11-21' }));
}

function codesOf(row: ParsedRow): string[] {
  return row.kind === 'rejected' ? row.issues.map(({ code }) => code) : [];
}

async function writeReport(path: string, rows: RawRow[]): Promise<number> {
  const [header = { row: 1, cells: [] }, ...rest] = rows;
  const rejects = openRejects({ options: { report: path }, table: { header } });
  let rejected = 0;
  for (const [index, parsed] of parseAll(rows).entries()) {
    const raw = rest[index];
    if (parsed.kind !== 'rejected' || !raw) continue;
    rejected += 1;
    await rejects?.add(raw, parsed.issues);
  }
  await rejects?.publish();
  return rejected;
}
