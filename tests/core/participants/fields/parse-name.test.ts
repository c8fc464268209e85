import { describe, expect, test } from 'vitest';
import { parseName } from '../../../../src/core/participants/fields/parse-name.js';

describe('a name', () => {
  test.each([
    ['홍길동', '홍길동'],
    ['  김우진  ', '김우진'],
    ['Anaïs O’Connor', 'Anaïs O’Connor'],
    ['Robert "Bob" Smith', 'Robert "Bob" Smith'],
    ['긴 회사\n이름', '긴 회사 이름'],
    ['Kim \r\n\r\n Lee', 'Kim Lee'],
    ['Kim\tLee', 'Kim Lee'],
    ['\u1112\u1161\u11ab\u1100\u1173\u11af', '한글'],
    ['Jose\u0301', 'José'],
    ['\u202eevil\u202c name', 'evil name'],
    ['Zero\u200bWidth', 'ZeroWidth'],
    ['👨‍👩‍👧‍👦👋', '👨‍👩‍👧‍👦👋'],
  ])('%j is kept as %j', (input, value) => {
    expect(parseName(input)).toEqual({ ok: true, value });
  });

  test.each([
    ['', 'required'],
    ['  \n ', 'required'],
    ['ㅤㅤ', 'required'],
    ['김', 'too_short'],
    ['👨‍👩‍👧‍👦', 'too_short'],
    ['e\u0301\u0302\u0303', 'too_short'],
    ['가'.repeat(101), 'too_long'],
    ['😀'.repeat(101), 'too_long'],
    ['a\u0000b', 'control_characters'],
    ['\u001b[31mred', 'control_characters'],
    ['ab\ud800', 'broken_characters'],
    ['김\ufffd동', 'broken_characters'],
  ])('%j is refused as %s', (input, code) => {
    expect(parseName(input)).toMatchObject({ ok: false, code });
  });

  test('is its NFC form, whatever letter of Latin, Korean or Chinese it is made of', () => {
    for (let code = 0x41; code <= 0xd7a3; code += 1) {
      const letter = String.fromCharCode(code);
      if (!/[\p{sc=Latin}\p{sc=Hangul}\p{sc=Han}]/u.test(letter)) continue;
      const result = parseName(letter + letter);
      if (result.ok) expect(result.value, letter).toBe((letter + letter).normalize('NFC'));
    }
    expect(parseName('Nguyễn Thị Ặng')).toEqual({ ok: true, value: 'Nguyễn Thị Ặng' });
  });

  test('may have exactly 2 and exactly 100 characters', () => {
    expect(parseName('김구').ok).toBe(true);
    expect(parseName('가'.repeat(100)).ok).toBe(true);
    expect(parseName('😀'.repeat(100)).ok).toBe(true);
  });

  test('is refused where the spreadsheet shows an error', () => {
    expect(parseName({ error: '#REF!' })).toMatchObject({ code: 'spreadsheet_error' });
  });
});
