/** A name as lists show it: 홍길동 → 홍*동, 김준 → 김*, `Jane Doe` → `J*** D**`. */
export function maskName(name: string): string {
  const words = name.trim().split(/\s+/u);
  if (words.length > 1) return words.map(maskAllButFirst).join(' ');
  const characters = graphemesOf(words[0] ?? '');
  // A name written without spaces in Hangul or Han: the last syllable helps to tell people apart.
  if (characters.length >= 3 && /^[\p{Script=Hangul}\p{Script=Han}]+$/u.test(name.trim())) {
    return `${characters[0]}${'*'.repeat(characters.length - 2)}${characters.at(-1)}`;
  }
  return maskAllButFirst(words[0] ?? '');
}

/** `hong@naver.com` → `h***@naver.com`: always three stars, so that the length stays unknown. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 1) return '***';
  return `${graphemesOf(email)[0]}***${email.slice(at)}`;
}

/** `+821012341234` → `+8210****1234`: what stands before the middle four and the last four digits. */
export function maskPhone(phone: string): string {
  const digits = phone.replaceAll(/[^\d+]/g, '');
  if (digits.length < 10) return '****';
  return `${digits.slice(0, -8)}****${digits.slice(-4)}`;
}

/** `1990-05-17` → `1990-**-**`. */
export function maskBirthDate(date: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date.slice(0, 4)}-**-**` : '****';
}

function maskAllButFirst(word: string): string {
  const characters = graphemesOf(word);
  return `${characters[0] ?? ''}${'*'.repeat(Math.max(0, characters.length - 1))}`;
}

function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
