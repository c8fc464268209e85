import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';

/** One place where a canary was found, and the spelling in which it was. */
export interface Leak {
  canary: string;
  encoding: string;
  where: string;
}

/** The least a spelling must hold: shorter pieces would be found by chance. */
const shortestNeedle = 6;

/**
 * Searches text or bytes for personal data that should not be there, given as literal strings (a
 * name, an address, a phone number): as it is, in lower and upper case, Base64 at any alignment,
 * hexadecimal, UTF-16, CP949, URL-, quoted-printable- and JSON-escaped.
 */
export function findCanaries(
  canaries: readonly string[],
  haystack: string | Uint8Array,
  where = 'text',
): Leak[] {
  const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : Buffer.from(haystack);
  // Quoted-printable and MIME Base64 break lines anywhere.
  const unfolded = Buffer.from(bytes.toString('latin1').replace(/=?\r?\n/g, ''), 'latin1');
  return canaries.flatMap((canary) =>
    spellings(canary)
      .filter(({ needle }) => bytes.includes(needle) || unfolded.includes(needle))
      .map(({ encoding }) => ({ canary, encoding, where })),
  );
}

/** Searches every file below a folder; `where` is the path inside it. */
export function findCanariesInFolder(canaries: readonly string[], folder: string): Leak[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => findCanaries(canaries, readFileSync(path), path.slice(folder.length + 1)));
}

/**
 * Searches all columns of all tables outside the system schemas, as text and as bytes. `query`
 * runs SQL on either engine and returns its rows.
 */
export async function findCanariesInDatabase(
  canaries: readonly string[],
  query: (sql: string) => Promise<Record<string, unknown>[]>,
): Promise<Leak[]> {
  const tables = await query(`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
    from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1`);
  const leaks: Leak[] = [];
  for (const { name } of tables) {
    const rows = await query(`select * from ${name}`);
    for (const row of rows) leaks.push(...findInRow(canaries, row, String(name)));
  }
  return leaks;
}

function findInRow(
  canaries: readonly string[],
  row: Record<string, unknown>,
  table: string,
): Leak[] {
  return Object.entries(row).flatMap(([column, value]) => {
    const content = value instanceof Uint8Array ? value : (JSON.stringify(value) ?? '');
    return findCanaries(canaries, content, `${table}.${column}`);
  });
}

function spellings(canary: string): { encoding: string; needle: Buffer }[] {
  const cases = new Set([canary, canary.toLowerCase(), canary.toUpperCase()]);
  const all = [...cases].flatMap((text) => spellingsOf(text));
  const seen = new Set<string>();
  return all.filter(({ needle }) => {
    const key = needle.toString('latin1');
    if (needle.length < shortestNeedle || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function spellingsOf(text: string): { encoding: string; needle: Buffer }[] {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const escaped = escapeAll(text);
  const ascii = (encoding: string, needle: string) => ({ encoding, needle: Buffer.from(needle) });
  return [
    { encoding: 'utf-8', needle: utf8 },
    { encoding: 'utf-16le', needle: utf16 },
    { encoding: 'utf-16be', needle: Buffer.from(utf16).swap16() },
    { encoding: 'cp949', needle: iconv.encode(text, 'cp949') },
    ascii('hex', utf8.toString('hex')),
    ascii('hex', utf8.toString('hex').toUpperCase()),
    ascii('url', encodeURIComponent(text)),
    ascii('url', encodeURIComponent(text).replace(/%20/g, '+')),
    ascii(
      'url',
      encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
    ),
    ascii('quoted-printable', quotePrintable(utf8, false)),
    ascii('quoted-printable', quotePrintable(utf8, true)),
    ascii('json', JSON.stringify(text).slice(1, -1)),
    ascii('json', escaped),
    ascii(
      'json',
      escaped.replace(/(?<=\\u)[0-9a-f]{4}/g, (unit) => unit.toUpperCase()),
    ),
    ...[0, 1, 2].flatMap((offset) => base64At(utf8, offset)),
  ];
}

// Inside a longer text the three bytes of a Base64 group can begin anywhere; the characters at the
// ends also depend on the neighbours and are left out.
function base64At(bytes: Buffer, offset: number): { encoding: string; needle: Buffer }[] {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
  const begin = Math.ceil((offset * 8) / 6);
  const end = Math.floor((padded.length * 8) / 6);
  return (['base64', 'base64url'] as const).map((encoding) => ({
    encoding,
    needle: Buffer.from(padded.toString(encoding).slice(begin, end)),
  }));
}

function quotePrintable(bytes: Buffer, escapePlain: boolean): string {
  return [...bytes]
    .map((byte) => {
      const plain = byte >= 33 && byte <= 126 && byte !== 61 && !escapePlain;
      return plain ? String.fromCharCode(byte) : `=${hexByte(byte)}`;
    })
    .join('');
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase();
}

function escapeAll(text: string): string {
  return text
    .split('')
    .map((unit) =>
      unit.charCodeAt(0) < 128 ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .join('');
}
