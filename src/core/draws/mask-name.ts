/**
 * A name as it is announced: 홍길동 → 홍*동, 김민 → 김*, Kim Minsu → K** M****. Names of the scripts without
 * spaces keep their first and last character, all others the first of each word; one character alone is
 * hidden.
 */
export function maskName(name: string): string {
  const joined = name.replace(/\s+/gu, '');
  if (unspaced.test(joined)) return maskWord(joined, { keepsLast: true });
  return name
    .trim()
    .split(/\s+/u)
    .map((word) => maskWord(word, { keepsLast: false }))
    .join(' ');
}

const unspaced = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー・]+$/u;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function maskWord(word: string, { keepsLast }: { keepsLast: boolean }): string {
  const characters = [...graphemes.segment(word)].map(({ segment }) => segment);
  const { length } = characters;
  if (length <= 1) return '*';
  const end = keepsLast && length > 2 ? (characters[length - 1] as string) : '';
  return `${characters[0]}${'*'.repeat(length - (end === '' ? 1 : 2))}${end}`;
}
