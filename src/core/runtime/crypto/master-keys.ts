import { cryptoErrors } from './errors.js';

export interface MasterKey {
  /** 1 to 255, written into each encrypted value. */
  id: number;
  /** 32 bytes. */
  secret: Buffer;
}

export const masterKeyBytes = 32;
const hexKey = /^[0-9a-f]{64}$/i;
const base64Key = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Reads master keys from text: either one bare key (it gets the id 1), or lines of `<id> <key>`,
 * where `#` begins a comment. A key is 64 hex digits or the base64 of 32 bytes. The keys come back
 * by rising id: the last is the current one.
 *
 * Key 1 has to be there for ever: blind indexes derive from it, so losing it would silently turn
 * every look-up into "not found".
 *
 * @throws KEY_INVALID; `source` names the origin in the message, the text is never repeated.
 */
export function parseMasterKeys(text: string, source: string): MasterKey[] {
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
  if (lines.length === 0) throw cryptoErrors.keyInvalid({ source, reason: 'it is empty' });
  const only = lines.length === 1 ? decodeKey(lines[0] as string) : undefined;
  if (only) return [{ id: 1, secret: only }];

  const keys = new Map<number, Buffer>();
  for (const line of lines) {
    const key = parseLine(line);
    if (!key) throw cryptoErrors.keyInvalid({ source, reason: 'a line is not "<id> <key>"' });
    if (keys.has(key.id)) {
      throw cryptoErrors.keyInvalid({ source, reason: `key ${key.id} is there twice` });
    }
    keys.set(key.id, key.secret);
  }
  if (!keys.has(1)) throw cryptoErrors.keyInvalid({ source, reason: 'key 1 is missing' });
  return [...keys].sort(([a], [b]) => a - b).map(([id, secret]) => ({ id, secret }));
}

/** The text of a key file; `parseMasterKeys` reads it back. */
export function formatMasterKeys(keys: readonly MasterKey[]): string {
  return [
    '# evm master keys. Keep this file secret and keep a backup of it:',
    '# without it nobody can read the personal data in the database.',
    '# The highest number encrypts; the others still decrypt. Never remove a line.',
    ...keys.map(({ id, secret }) => `${id} ${secret.toString('base64')}`),
    '',
  ].join('\n');
}

function parseLine(line: string): MasterKey | undefined {
  const match = /^([1-9]\d{0,2})\s+(\S+)$/.exec(line);
  const secret = match ? decodeKey(match[2] as string) : undefined;
  const id = Number(match?.[1]);
  return secret && id <= 255 ? { id, secret } : undefined;
}

function decodeKey(text: string): Buffer | undefined {
  if (hexKey.test(text)) return Buffer.from(text, 'hex');
  if (base64Key.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}
