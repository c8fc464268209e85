import { isUtf8 } from 'node:buffer';

export interface TextEncoding {
  /** A name that iconv-lite knows. */
  encoding: string;
  bom: boolean;
}

const boms: readonly (readonly [bytes: Buffer, encoding: string])[] = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'utf-8'],
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
];

/** The encoding that a byte order mark announces. */
export function detectBom(head: Buffer): TextEncoding | undefined {
  const found = boms.find(([bytes]) => head.subarray(0, bytes.length).equals(bytes));
  return found && { encoding: found[1], bom: true };
}

/**
 * UTF-16 without a byte order mark: ASCII characters leave zero bytes all on one side. A file
 * with zero bytes on both sides is no text; a few of them are the problem of their rows.
 */
export function detectUtf16(head: Buffer): TextEncoding | 'binary' | undefined {
  const zeros = [0, 0];
  for (let index = 0; index < head.length; index += 1) {
    if (head[index] === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if ((even + odd) * 20 < head.length) return undefined;
  if (odd > even * 20) return { encoding: 'utf-16le', bom: false };
  if (even > odd * 20) return { encoding: 'utf-16be', bom: false };
  return 'binary';
}

/** Judges a whole file piece by piece: a sample would miss the one Korean name at the end. */
export function createUtf8Check(): { add(chunk: Buffer): void; finish(): boolean } {
  let tail: Buffer = Buffer.alloc(0);
  let valid = true;
  return {
    add(chunk) {
      if (!valid) return;
      const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      const whole = bytes.length - incompleteTail(bytes);
      valid = isUtf8(bytes.subarray(0, whole));
      tail = bytes.subarray(whole);
    },
    finish: () => valid && tail.length === 0,
  };
}

/** Bytes at the end that start a character without finishing it: 0 to 3. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/**
 * Judges decoded text piece by piece: Korean in CP949 decodes without a replacement character, and
 * at least half of its letters outside ASCII are Hangul. Japanese and Chinese encodings mostly
 * decode too, but to Hanja, which therefore proves nothing.
 */
export function createHangulCheck(): { add(text: string): void; finish(): boolean } {
  let hangul = 0;
  let others = 0;
  let broken = false;
  return {
    add(text) {
      broken ||= text.includes('\uFFFD');
      if (broken) return;
      for (const run of text.match(/[^\u0000-\u007F]+/g) ?? []) {
        const rest = run.replace(/[가-힣]+/g, '').length;
        hangul += run.length - rest;
        others += rest;
      }
    },
    finish: () => !broken && hangul > 0 && hangul >= others,
  };
}
