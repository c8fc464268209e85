import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { findCanaries, findCanariesInDatabase, findCanariesInFolder } from './canary.js';
import { tempFolder } from './temp.js';

const name = '카나리아 홍길동';
const email = 'canary.Bird+7@example-mine.test';
const phone = '+821098761234';

describe('the canary search', () => {
  it.each([
    ['as it is', Buffer.from(`x ${name} y`)],
    ['in UTF-16 of either order', Buffer.from(`ab${name}`, 'utf16le')],
    ['in swapped UTF-16', Buffer.from(`ab${name}`, 'utf16le').swap16()],
    ['in CP949', iconv.encode(`이름: ${name}`, 'cp949')],
    ['in hexadecimal', Buffer.from(Buffer.from(`a${name}b`).toString('hex'))],
    ['in a URL', Buffer.from(`/find?q=${encodeURIComponent(name)}&x=1`)],
    ['in a form body', Buffer.from(new URLSearchParams({ q: name }).toString())],
    ['in escaped JSON', Buffer.from('{"n":"\\uce74\\ub098\\ub9ac\\uc544 \\ud64d\\uae38\\ub3d9"}')],
  ])('finds a name %s', (_how, haystack) => {
    expect(findCanaries([name], haystack)).not.toEqual([]);
  });

  it.each([0, 1, 2])('finds an address in Base64 that begins %i bytes into a group', (offset) => {
    const text = Buffer.from(`${'-'.repeat(3 + offset)}${email}, and more`);
    expect(findCanaries([email], text.toString('base64'))).not.toEqual([]);
    expect(findCanaries([email], text.toString('base64url'))).not.toEqual([]);
  });

  it('finds Base64 and quoted-printable over line breaks', () => {
    const folded = Buffer.from(`To: ${email}`).toString('base64').replace(/.{10}/g, '$&\r\n');
    expect(findCanaries([email], folded)).not.toEqual([]);
    const quoted = [...Buffer.from(name)].map((byte) => `=${byte.toString(16).toUpperCase()}`);
    expect(findCanaries([name], quoted.join('').replace(/(=..){4}/, '$&=\r\n'))).not.toEqual([]);
  });

  it('finds lower and upper case and says which canary, where and how', () => {
    expect(findCanaries([phone, email], email.toUpperCase(), 'log')).toEqual([
      { canary: email, encoding: 'utf-8', where: 'log' },
    ]);
  });

  it('finds nothing in text without the canary', () => {
    const innocent = 'canary.bird@example.test +82 10 0000 0000 홍길순'.repeat(50);
    expect(findCanaries([name, email, phone], innocent)).toEqual([]);
    expect(findCanaries([name, email, phone], gzipSync(innocent))).toEqual([]);
  });

  it('searches all files below a folder', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'clean.log'), 'nothing here');
    writeFileSync(join(folder, 'dirty.log'), `sent to ${email}`);
    expect(findCanariesInFolder([email], folder).map(({ where }) => where)).toEqual(['dirty.log']);
  });

  it('searches text, JSON and bytes of every table', async () => {
    const rows: Record<string, Record<string, unknown>[]> = {
      'public.note': [{ id: 1, text: 'fine' }],
      'public.job': [{ id: 2, data: { to: email } }],
      'public.file': [{ content: Buffer.from(name) }],
    };
    const leaks = await findCanariesInDatabase([name, email], async (sql) => {
      const table = /^select \* from (.*)$/.exec(sql)?.[1];
      return table ? (rows[table] ?? []) : Object.keys(rows).map((key) => ({ name: key }));
    });
    expect(leaks.map(({ where }) => where)).toEqual(['public.job.data', 'public.file.content']);
  });
});
