import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createDiskFileSource } from '../../../src/core/imports/adapters/disk-file-source.js';
import { describeInspection } from '../../../src/core/imports/file-inspection.js';
import { inspectFile } from '../../../src/core/imports/inspect-file.js';
import { mapColumns } from '../../../src/core/imports/map-columns.js';
import { createRowParser, type ParsedRow } from '../../../src/core/imports/parse-row.js';
import { defaultReadLimits } from '../../../src/core/imports/read-limits.js';
import { openTable } from '../../../src/core/imports/read-table.js';

interface Expectation {
  total: number;
  created: number;
  duplicates?: number;
  rejected: number;
  issues?: { row: number; field: string }[];
}

const folder = new URL('../../fixtures/imports/samples/', import.meta.url);
const expectations = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<
  string,
  Expectation | { error: string }
>;
const tables = Object.entries(expectations).filter(
  (entry): entry is [string, Expectation] => 'total' in entry[1],
);

describe.each(tables)('the sample %s', (file, expected) => {
  test('gives the expected counts, rows and fields', async () => {
    const rows = await parseSample(file);
    const rejected = rows.flatMap((row) => (row.kind === 'rejected' ? [row] : []));
    const emails = rows.flatMap((row) => (row.kind === 'valid' ? [row.participant.email] : []));
    expect(rows).toHaveLength(expected.total);
    expect(new Set(emails).size).toBe(expected.created);
    expect(emails.length - new Set(emails).size).toBe(expected.duplicates ?? 0);
    expect(rejected).toHaveLength(expected.rejected);
    const issues = rejected.flatMap((row) => row.issues.map(({ row, field }) => ({ row, field })));
    expect(issues).toEqual(expected.issues ?? []);
  });
});

// The blank row 153 of participants.xlsx is not in the file, so the record after it has another number.
test('a row after blank rows that a workbook leaves out tells where a spreadsheet shows it', async () => {
  const rows = await parseSample('participants.xlsx');
  const issues = rows.flatMap((row) => (row.kind === 'rejected' ? row.issues : []));
  expect(issues).toMatchObject([{ row: 153, sheetRow: 154, field: 'name' }]);
});

describe('the samples', () => {
  test.each([
    ['participants-ko.csv', ['UTF-8 (BOM)', 'comma']],
    ['participants-cp949.csv', ['CP949', 'comma']],
    ['participants-semicolon.csv', ['UTF-8', 'semicolon']],
    ['participants-utf16.tsv', ['UTF-16LE (BOM)', 'tab']],
    ['participants.xlsx', ['.xlsx', 'sheet 참가자']],
  ])('%s is understood as %j', async (file, description) => {
    const source = await createDiskFileSource(pathOf(file), defaultReadLimits.maxSize);
    const inspection = await inspectFile(source, {}, defaultReadLimits);
    expect(describeInspection(inspection)).toEqual(description);
  });

  test('have every Korean, Chinese and accented name intact', async () => {
    for (const [file] of tables) {
      for (const row of await parseSample(file)) {
        if (row.kind === 'valid') expect(row.participant.name).not.toMatch(/[\uFFFD?]/);
      }
    }
  });

  test('in the workbook have dates, numbers without their zero, and an extra column understood', async () => {
    const rows = await parseSample('participants.xlsx');
    expect(rows[0]).toEqual({
      kind: 'valid',
      row: 2,
      participant: {
        name: 'Nguyễn Văn An',
        email: 'p00000.gfec@example0.com',
        phone: '+821000000000',
        birthDate: '1956-08-06',
        customResponses: { company: '現代物産', position: '학생', 식사: '채식' },
      },
    });
  });

  test('keep a formula as text, for it is harmless until it is exported', async () => {
    const rows = await parseSample('messy.csv');
    const formula = rows.find(
      (row) => row.kind === 'valid' && row.participant.email === 'formula@example.com',
    );
    expect(formula).toMatchObject({
      participant: { customResponses: { company: '=HYPERLINK("http://x","y")', position: '+1' } },
    });
  });

  test('without an e-mail column name the column that is missing', async () => {
    await expect(parseSample('no-email-column.csv')).rejects.toMatchObject({
      code: 'IMPORT_MISSING_COLUMN',
      exitCode: 2,
      message: 'no column for email; the file has 이름, 회사',
    });
  });

  test('without rows are refused', async () => {
    await expect(parseSample('header-only.csv')).rejects.toMatchObject({
      code: 'IMPORT_NO_ROWS',
      exitCode: 2,
    });
  });
});

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, folder));
}

async function parseSample(file: string): Promise<ParsedRow[]> {
  const source = await createDiskFileSource(pathOf(file), defaultReadLimits.maxSize);
  const inspection = await inspectFile(source, {}, defaultReadLimits);
  const table = await openTable(source, inspection, defaultReadLimits);
  const mapping = mapColumns(table.header.cells, {
    map: [],
    extra: 'keep',
    formFields: [],
    region: 'KR',
  });
  const parse = createRowParser(mapping, { region: 'KR', today: '2026-11-21' });
  const rows: ParsedRow[] = [];
  for await (const batch of table.rows) rows.push(...batch.map(parse));
  return rows;
}
