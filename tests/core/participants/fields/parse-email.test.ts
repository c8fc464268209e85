import { describe, expect, test } from 'vitest';
import { parseEmail } from '../../../../src/core/participants/fields/parse-email.js';

describe('an e-mail address', () => {
  test.each([
    ['kim@example.com', 'kim@example.com'],
    [' P00000.JHHC@Example0.COM ', 'p00000.jhhc@example0.com'],
    ["o'connor+event@mail.example.co.kr", "o'connor+event@mail.example.co.kr"],
    ['user@한국.kr', 'user@xn--3e0b707e.kr'],
    ['user@bücher.example', 'user@xn--bcher-kva.example'],
    ['user@예시.한국', 'user@xn--vv4b11d.xn--3e0b707e'],
    ['\u200bkim@example.com\ufeff', 'kim@example.com'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%j becomes %j', (input, value) => {
    expect(parseEmail(input)).toEqual({ ok: true, value });
  });

  test.each(['', '   '])('%j is refused, for it is required', (input) => {
    expect(parseEmail(input)).toMatchObject({ ok: false, code: 'required' });
  });

  test.each([
    'kim',
    'kim@',
    '@example.com',
    'kim@example',
    'kim@@naver.com',
    'a b@example.com',
    'x@example.com\nBcc: all@example.com',
    'x@example.com\r\nBcc: all@example.com',
    'x\u2028y@example.com',
    'a@b.com, c@d.com',
    '<a@b.com>',
    '"a b"@c.com',
    '"a@b"@c.com',
    'a@[127.0.0.1]',
    'a..b@c.com',
    '.a@c.com',
    'a.@c.com',
    'a@-b.com',
    'a@b-.com',
    'a@b..com',
    'a@b.com.',
    'a@b.123',
    'a@b.c',
    'a@exa%6dple.com',
    `a@${'b'.repeat(64)}.com`,
    '홍길동@example.com',
    'kim\u200b@example.com',
    'kim\u0000@example.com',
  ])('%j is refused as no address', (input) => {
    expect(parseEmail(input)).toMatchObject({ ok: false, code: 'not_an_address' });
  });

  test.each([
    [`${'a'.repeat(65)}@example.com`],
    [`${'가'.repeat(22)}@example.com`],
    [`a@${'b.'.repeat(130)}com`],
  ])('%j is refused as too long', (input) => {
    expect(parseEmail(input)).toMatchObject({ ok: false, code: 'too_long' });
  });

  test('may have 254 characters and not 255', () => {
    const domain = `${`${'d'.repeat(61)}.`.repeat(3)}com`;
    const local = (length: number) => 'a'.repeat(length);
    expect(parseEmail(`${local(64)}@${domain}`).ok).toBe(true);
    const long = `${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(57)}.com`;
    expect(`${local(64)}@${long}`).toHaveLength(254);
    expect(parseEmail(`${local(64)}@${long}`).ok).toBe(true);
    expect(parseEmail(`${local(64)}@d${long}`).ok).toBe(false);
  });
});
