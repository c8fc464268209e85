import type { Random } from '../runtime/random.js';

/** Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U. */
export const ticketCodeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const ticketCodeLength = 10;

/**
 * A fresh ticket code: 10 characters, 50 random bits. Guessing one of 100,000 valid codes takes
 * ten thousand million tries on average; uniqueness is the database's to enforce.
 */
export function createTicketCode(random: Random): string {
  const bytes = random.bytes(10);
  let code = '';
  for (let at = 0; at < 10; at += 2) {
    code += pairs[(((bytes[at] as number) << 8) | (bytes[at + 1] as number)) & 1023];
  }
  return code;
}

/**
 * The code in what a person typed or pasted: lower case, full width, spaces and dashes anywhere,
 * O for 0, I and L for 1. Undefined when it is not a ticket code.
 */
export function parseTicketCode(text: string): string | undefined {
  if (text.length > longestInput) return undefined;
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash}]+/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return codePattern.test(code) ? code : undefined;
}

/** The code as people read it: `7K3QM-9XPDR`. */
export function formatTicketCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

const longestInput = 64;
const codePattern = new RegExp(`^[${ticketCodeAlphabet}]{${ticketCodeLength}}$`);

/** Ten bits at a time: half the steps of one character at a time. */
const pairs = [...ticketCodeAlphabet].flatMap((first) =>
  [...ticketCodeAlphabet].map((second) => first + second),
);
