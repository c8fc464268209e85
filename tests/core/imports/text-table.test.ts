import { describe, expect, it } from 'vitest';
import { createTextTable } from '../../../src/core/imports/adapters/text-table.js';

describe('a table of texts', () => {
  it('gives each text back as it was, by its number', () => {
    const texts = [
      '',
      'plain',
      'Müller',
      '홍길동',
      '👩‍💻',
      'half \ud83d of a pair',
      '\0\u00ff\u0100',
    ];
    const table = createTextTable();
    for (const text of texts) table.add(text);
    expect(table.length).toBe(texts.length);
    expect(texts.map((_, index) => table.at(index))).toEqual(texts);
  });

  it('has nothing beyond its last text, before its first and between two', () => {
    const table = createTextTable();
    expect(table.at(0)).toBeUndefined();
    table.add('one');
    for (const index of [1, -1, 0.5, Number.NaN, 2 ** 32]) expect(table.at(index)).toBeUndefined();
  });

  it('goes on in another piece of memory when one is full', () => {
    const table = createTextTable();
    // The longest cell that there may be, in letters of two bytes: fifteen of them fit into a piece.
    const long = '가'.repeat(32_767);
    const count = 40;
    for (let index = 0; index < count; index += 1) table.add(`${index}${long}`);
    for (let index = 0; index < 3_000; index += 1) table.add(`short ${index}`);
    for (const index of [0, 14, 15, 16, count - 1]) expect(table.at(index)).toBe(`${index}${long}`);
    expect(table.at(count + 2_999)).toBe('short 2999');
    // With what stands before it, as large as a piece; then one without any bytes.
    const exact = 'x'.repeat(2 ** 20 - 5);
    const huge = '나'.repeat(1_000_000);
    for (const text of [huge, 'after it', exact, '']) table.add(text);
    expect(table.at(count + 3_000)).toBe(huge);
    expect(table.at(count + 3_001)).toBe('after it');
    expect(table.at(count + 3_002)).toBe(exact);
    expect(table.at(count + 3_003)).toBe('');
  });
});
