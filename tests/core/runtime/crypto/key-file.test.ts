import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKeyring } from '../../../../src/core/runtime/crypto/keyring.js';
import { createSystemRandom } from '../../../../src/core/runtime/random.js';
import { tempFolder } from '../../../support/temp.js';

const random = createSystemRandom();

function open(keyFile: string, create = true) {
  return openKeyring({ keyFile, create, random });
}

describe('a key file', () => {
  it('is created for its owner alone, with its folder, and is read again', () => {
    const file = join(tempFolder(), 'new', 'home', 'master.key');
    const made = open(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(open(file, false).fingerprint(1)).toBe(made.fingerprint(1));
  });

  it('leaves nothing beside it', () => {
    const folder = tempFolder();
    open(join(folder, 'master.key'));
    expect(readdirSync(folder)).toEqual(['master.key']);
  });

  it('says in its own words what it is', () => {
    const file = join(tempFolder(), 'master.key');
    open(file);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^# evm master keys[\s\S]*keep a backup[\s\S]*\n1 \S{44}\n$/,
    );
  });

  it('is not replaced by another key', () => {
    const file = join(tempFolder(), 'master.key');
    writeFileSync(file, `1 ${'cd'.repeat(32)}\n`, { mode: 0o600 });
    open(file);
    expect(readFileSync(file, 'utf8')).toBe(`1 ${'cd'.repeat(32)}\n`);
  });

  it('is asked for when it is missing and may not be created', () => {
    const file = join(tempFolder(), 'master.key');
    expect(() => open(file, false)).toThrow(`EVM_MASTER_KEY is not set and ${file} is missing`);
    expect(existsSync(file)).toBe(false);
  });

  it('is left alone when a master key is configured', () => {
    const keyFile = join(tempFolder(), 'master.key');
    openKeyring({ masterKey: 'ef'.repeat(32), keyFile, create: true, random });
    expect(existsSync(keyFile)).toBe(false);
  });

  it.each([0o644, 0o640, 0o620, 0o604])('is refused with mode %o', (mode) => {
    const file = join(tempFolder(), 'master.key');
    open(file);
    chmodSync(file, mode);
    expect(() => open(file)).toThrow(`open to other accounts (mode ${mode.toString(8)})`);
  });

  it('is refused when it is empty rather than replaced', () => {
    const file = join(tempFolder(), 'master.key');
    writeFileSync(file, '', { mode: 0o600 });
    expect(() => open(file)).toThrow('it is empty');
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('is explained when a folder is in its place', () => {
    const file = join(tempFolder(), 'master.key');
    mkdirSync(file, { mode: 0o700 });
    expect(() => open(file)).toThrow('cannot be read or created');
  });

  it('is explained when its folder cannot be made', () => {
    const blocker = join(tempFolder(), 'blocker');
    writeFileSync(blocker, '');
    expect(() => open(join(blocker, 'home', 'master.key'))).toThrow('cannot be read or created');
  });
});

describe('processes that create the key file at once', () => {
  it('agree when the other one is done between looking and creating', () => {
    const file = join(tempFolder(), 'master.key');
    let other: string | undefined;
    const interrupted = {
      bytes(length: number) {
        other ??= open(file).fingerprint(1);
        return random.bytes(length);
      },
    };
    const mine = openKeyring({ keyFile: file, create: true, random: interrupted });
    expect(other).toBeDefined();
    expect(mine.fingerprint(1)).toBe(other);
    expect(readdirSync(join(file, '..'))).toEqual(['master.key']);
  });

  it('all end with the one key that the file then holds', async () => {
    const file = join(tempFolder(), 'master.key');
    const fingerprints = await Promise.all(Array.from({ length: 4 }, () => fingerprintOf(file)));
    expect(new Set(fingerprints)).toEqual(new Set([open(file, false).fingerprint(1)]));
    expect(readdirSync(join(file, '..'))).toEqual(['master.key']);
  });
});

/** The fingerprint that a process of its own sees. */
async function fingerprintOf(file: string): Promise<string> {
  const source = resolve(import.meta.dirname, '../../../../src/core/runtime');
  const script = `
    import { openKeyring } from ${JSON.stringify(join(source, 'crypto/keyring.ts'))};
    import { createSystemRandom } from ${JSON.stringify(join(source, 'random.ts'))};
    const random = createSystemRandom();
    const keyring = openKeyring({ keyFile: process.argv.at(-1), create: true, random });
    console.log(keyring.fingerprint(1));`;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script, '--', file],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  return output.trim();
}
