import { describe, expect, test } from 'vitest';
import { detectDelimiter } from '../../../src/core/imports/detect-delimiter.js';

describe('the delimiter of a text', () => {
  test.each([
    ['a,b,c\n1,2,3\n', ','],
    ['a;b;c\n1,5;2;3\n', ';'],
    ['a\tb\tc\n1, 2, 3\tx\ty\n', '\t'],
    ['a|b|c\nx, y|2; z|3\n', '|'],
    ['a;b\n"x;""y"", z";2\n', ';'],
    ['a,b\n"x\n;;;;\n;;;;",2\n', ','],
    ['"a;b;c",d\n"1;2;3",4\n', ','],
    ['이름;이메일\r\n"(주)대한, 물산";a@b.co\r\n', ';'],
    ['email\na@b.co\n', ','],
    ['', ','],
    ['a;b', ';'],
  ])('%j is %j', (text, delimiter) => {
    expect(detectDelimiter(text, true)).toEqual({ delimiter, separatorLine: false });
  });

  test.each(['sep=;\r\na,b\n', '\ufeffsep=;\na,b\n', '"sep=;"\na,b\n'])(
    '%j is what its first line says',
    (text) => {
      expect(detectDelimiter(text, true)).toEqual({ delimiter: ';', separatorLine: true });
    },
  );

  test('does not depend on a record that the sample cuts off', () => {
    expect(detectDelimiter('a,b\n1,2\n3;4;5', false).delimiter).toBe(',');
  });
});
