import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { coverText } from '../../../src/core/badges/fonts/cover-text.js';
import { chunksFor, fontFamilies } from '../../../src/core/badges/fonts/font-packages.js';
import { cssFont, openCanvas } from '../../../src/core/badges/fonts/open-canvas.js';

const canvas = await openCanvas();

/** The ink of a text as a hash; `files` names those that may be used. */
function draw(text: string, chunks: Parameters<typeof cssFont>[1]): { ink: number; hash: string } {
  const picture = canvas.createCanvas(48 + 40 * text.length, 64);
  const ctx = picture.getContext('2d');
  ctx.lang = 'en';
  ctx.fillStyle = '#ffffff';
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.fillStyle = '#000000';
  ctx.font = cssFont(canvas, chunks, { size: 40, weight: 700 });
  ctx.fillText(text, 8, 48);
  const bytes = picture.data();
  const ink = bytes.reduce((sum, byte) => sum + (byte < 128 ? 1 : 0), 0);
  return { ink, hash: createHash('sha256').update(bytes).digest('hex') };
}

const names = [
  '홍길동 뷁쀍 남궁민수',
  '王小明 陈晓峰 刘洋 龚琳娜',
  '陳俊瑋 黃婷婷 蔡依林 宸霈薰栩瑀',
  '山田太郎 さくら ヤマダ ｻﾄｳ 髙橋 渡邉 々',
  'Wałęsa Žižek Čapek Ğül Ørsted Łukasz Şahin Ñandú Þór ß Œ Ő',
  'Nguyễn Thị Ánh Đặng Ấ Ỵ',
  'Ωμέγα Ελλάς Юрий Ђорђе Їжак',
  'O’Brien-Śmith «d’Arc» (PhD) & Söhne, №1 · 50 %',
];

describe('the fonts of badges', () => {
  it.each(names)('have a glyph with ink, and no box, for each character of %s', (name) => {
    expect(coverText(name, 'Noto Sans KR')).toMatchObject({ text: name, missing: 0 });
    for (const character of new Set(name.replaceAll(' ', ''))) {
      const { chunks } = coverText(character, 'Noto Sans KR');
      const drawn = draw(character, chunks);
      expect(drawn.ink, character).toBeGreaterThan(0);
      // What the same file draws for a character that it does not have.
      expect(drawn.hash, character).not.toBe(draw('\u{fdd0}', chunks).hash);
    }
  });

  it('have every syllable of Hangul and every letter of Latin Extended-A', () => {
    const range = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
    const all = [...range(0xac00, 0xd7a3), ...range(0x100, 0x17f)];
    expect(
      all.filter((one) => coverText(one, 'Noto Sans KR').text !== one.normalize('NFC')),
    ).toEqual([]);
  });

  it.each([
    ['KS X 1001', 'euc-kr', [0xa1, 0xfe, 0xa1, 0xfe], ['ⁿ']],
    ['JIS X 0208', 'euc-jp', [0xa1, 0xfe, 0xa1, 0xfe], []],
    ['GB 2312, first level', 'gb2312', [0xb0, 0xd7, 0xa1, 0xfe], []],
    ['Big5, first level', 'big5', [0xa4, 0xc5, 0x40, 0xfe], [...'杗姅詨跦穋歜觼鑤']],
  ] as const)(
    'have every letter of %s, but for those named here',
    (_, encoding, [first, last, low, high], but) => {
      const missing: string[] = [];
      for (let lead = first; lead <= last; lead++) {
        for (let trail = low; trail <= high; trail++) {
          const letter = iconv.decode(Buffer.from([lead, trail]), encoding);
          if ([...letter].length !== 1 || !/\p{L}/u.test(letter)) continue;
          if (coverText(letter, 'Noto Sans KR').missing > 0) missing.push(letter);
        }
      }
      expect(missing).toEqual(but);
    },
  );

  it('are asked for what they have, not for what their ranges promise', () => {
    const [korean] = chunksFor(0x8f, 'Noto Sans KR');
    expect(korean?.covers(0x8f)).toBe(false);
    const polish = chunksFor('ł'.codePointAt(0) as number, 'Noto Sans KR');
    const having = polish.filter((chunk) => chunk.covers(0x142));
    expect(having.map(({ family }) => family)).toEqual(['evm noto-sans latin-ext']);
    expect(polish.length).toBeGreaterThan(1);
  });

  it('draw the same whether the machine has fonts or not', () => {
    const drawn = () =>
      ['홍길동 Wałęsa ★ नमस्ते', '山田 ｻ 陈 ﬁ №'].map((text) => {
        const covered = coverText(text, 'Noto Sans KR');
        return draw(covered.text, covered.chunks).hash;
      });
    const before = drawn();
    canvas.GlobalFonts.loadFontsFromDir('/usr/share/fonts');
    expect(drawn()).toEqual(before);
  });

  it('take the forms of Han characters from the family asked for', () => {
    const hashes = fontFamilies.map((family) => draw('直', coverText('直', family).chunks).hash);
    expect(new Set(hashes).size).toBeGreaterThan(1);
  });
});

describe('what the fonts cannot draw', () => {
  it.each([
    ['emoji are left out', '김철수 👩‍👩‍👧 Kim 🇰🇷👍🏽', '김철수 Kim', 3],
    ['a run of letters becomes one sign', 'สมชาย Kim שלום', '… Kim …', 9],
    ['plain forms are taken for fancy ones', '𝓚𝓲𝓶 ①②', 'Kim ①②', 3],
    [
      'a composed name is the same as a decomposed one',
      '\u1112\u1161\u11ab글 e\u0301',
      '한글 é',
      0,
    ],
    ['marks without end are cut', `Z${'\u0351\u0300'.repeat(40)}o`, 'Zo', 1],
    [
      'controls and marks of direction are nothing',
      '\u202eevil\u202c\u0000\u200b\ufeff',
      'evil',
      0,
    ],
    ['halves of pairs and private characters are nothing', 'x\ud800y\ue000z', 'xyz', 0],
    ['white space is one space', ' 홍\t길\r\n동\u3000\u00a0x ', '홍 길 동 x', 0],
    ['nothing is left of emoji alone', '🎉🎉', '', 2],
    ['a mark with nothing to stand on is nothing', '\u0301', '', 1],
  ])('%s', (_, name, text, missing) => {
    expect(coverText(name, 'Noto Sans KR')).toMatchObject({ text, missing });
  });
});
