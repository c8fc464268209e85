import { expect, it } from 'vitest';
import { packRows, unpackRows } from '../../../src/core/imports/adapters/row-parcel.js';
import type { RawRow } from '../../../src/core/imports/raw-row.js';

it('rows arrive in another thread as they were', () => {
  const rows: RawRow[] = [
    { row: 1, cells: ['이름', 'date', ''] },
    { row: 2, cells: ['홍길동', { date: '1990-01-01' }] },
    { row: 3, sheetRow: 7, cells: [] },
    { row: 4, sheetRow: Number.NaN, cells: ['x'] },
    { row: 5, sheetRow: 9, cells: [1, -0, true, { error: '#N/A' }, '1990-01-01', { date: 'x' }] },
  ];
  expect(unpackRows(structuredClone(packRows(rows)))).toStrictEqual(rows);
  expect(unpackRows(packRows([]))).toEqual([]);
});
