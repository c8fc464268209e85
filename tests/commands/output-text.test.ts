import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, truncateToWidth } from '../../src/commands/output/display-width.js';
import { sanitizeData, sanitizeLine, sanitizeText } from '../../src/commands/output/sanitize.js';
import { formatTable } from '../../src/commands/output/table.js';

describe('the width of a text on a terminal', () => {
  it.each([
    ['abc', 3],
    ['홍길동', 6],
    ['홍길동', 6],
    ['東京', 4],
    ['ｶﾞ', 2],
    ['Ａ', 2],
    ['é', 1],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['🇰🇷', 2],
    ['❤️', 2],
    ['✓ · …', 5],
    ['\u001b[31mred\u001b[39m', 3],
    ['\u200b', 0],
    ['', 0],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('is kept when a text is cut, without halving a character', () => {
    expect(truncateToWidth('홍길동', 6)).toBe('홍길동');
    expect(truncateToWidth('홍길동', 5)).toBe('홍길…');
    expect(truncateToWidth('홍길동', 4)).toBe('홍…');
    expect(truncateToWidth('👩‍👩‍👧 family', 4)).toBe('👩‍👩‍👧 …');
    expect(truncateToWidth('abc', 0)).toBe('');
  });

  it('never exceeds the limit, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
        expect(displayWidth(truncateToWidth(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('text that reaches a terminal', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007name', 'name'],
    ['\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u009b31mred', 'red'],
    ['\u0090dcs\u009cname', 'name'],
    ['a\u0008\u0008b\u0000c\u007f', 'abc'],
    ['user\u202egnp.exe', 'usergnp.exe'],
    ['\u2066x\u2069\u200e\u061c', 'x'],
    ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['lone \ud800 half', 'lone \ufffd half'],
    ['홍길동\t김', '홍길동\t김'],
    ['👩‍👩‍👧 \u200d', '👩‍👩‍👧 \u200d'],
  ])('loses what could act on it: %j', (text, clean) => {
    expect(sanitizeText(text)).toBe(clean);
  });

  it('is free of control characters, whatever it was', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\u001b', '\u009b', ']', '[', '\u0007', '\u009c', '\\', 'm', '8', ';'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(nasty, (text) => {
        expect(sanitizeText(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      }),
    );
  });

  it('is one line where one line is wanted', () => {
    expect(sanitizeLine('a\r\n\tb')).toBe('a b');
  });

  it('is cleaned wherever it stands in the data, and other values stay', () => {
    const at = new Date(0);
    expect(sanitizeData({ list: [{ na: 'x\u001b[2J', at, n: 1, no: null }] })).toEqual({
      list: [{ na: 'x', at, n: 1, no: null }],
    });
  });
});

describe('a table', () => {
  const columns = [
    { header: 'number' },
    { header: 'name', shrink: true },
    { header: 'rows', align: 'right' as const },
  ];

  it('lines up whatever script its cells are written in', () => {
    const rows = [
      ['#001', '홍길동', 5],
      ['#002', 'Jane', 1200],
      ['#003', null, undefined],
    ];
    expect(formatTable({ columns, rows })).toEqual([
      'number  name    rows',
      '#001    홍길동     5',
      '#002    Jane    1200',
      '#003',
    ]);
  });

  it('cuts the columns that may be cut to fit the terminal', () => {
    const rows = [['#001', '가나다라마바사아자차카타파하', 5]];
    const lines = formatTable({ columns, rows, width: 30 });
    expect(lines[1]).toBe('#001    가나다라마바사…      5');
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(30);
  });

  it('stays one line per row, whatever a cell holds', () => {
    const lines = formatTable({ columns, rows: [['a\nb', 'c\u001b[2J\td', 1]] });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe('a b     c d      1');
  });

  it('is painted after it is laid out', () => {
    const lines = formatTable({
      columns,
      rows: [['#1', 'x', 1]],
      paintHeader: (text) => `<${text}>`,
      paintCell: (text, column) => (column === 1 ? `[${text}]` : text),
    });
    expect(lines).toEqual(['<number  name  rows>', '#1      [x]        1']);
  });
});
