/**
 * Bytes in the part of the QR alphanumeric alphabet that survives everywhere. Base 45 (RFC 9285)
 * also takes the space (lost at ends of lines) and `$ % *` (the shell's, the URL's); since
 * 41^3 > 2^16, two bytes fit three characters without them, so nothing is lost by leaving them out.
 */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+-./:';
const base = alphabet.length;
const values = new Map([...alphabet].map((character, value) => [character, value]));

/** Two bytes become three characters, the most significant first. Takes an even number of bytes. */
export function encodeBase41(bytes: Uint8Array): string {
  if (bytes.length % 2 !== 0) throw new RangeError('base 41 takes pairs of bytes');
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    text += alphabet[Math.floor(pair / base ** 2)];
    text += alphabet[Math.floor(pair / base) % base];
    text += alphabet[pair % base];
  }
  return text;
}

/** The bytes, or undefined for a text that `encodeBase41` never writes: each value has one spelling. */
export function decodeBase41(text: string): Buffer | undefined {
  if (text.length % 3 !== 0) return undefined;
  const bytes = Buffer.alloc((text.length / 3) * 2);
  for (let at = 0; at < text.length; at += 3) {
    let pair = 0;
    for (const character of text.slice(at, at + 3)) {
      pair = pair * base + (values.get(character) ?? Number.NaN);
    }
    if (!(pair <= 0xffff)) return undefined;
    bytes.writeUInt16BE(pair, (at / 3) * 2);
  }
  return bytes;
}
