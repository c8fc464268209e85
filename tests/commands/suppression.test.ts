import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command as add } from '../../src/commands/suppression/add.js';
import { command as exportCommand } from '../../src/commands/suppression/export.js';
import { command as importCommand } from '../../src/commands/suppression/import.js';
import { command as list } from '../../src/commands/suppression/list.js';
import { command as remove } from '../../src/commands/suppression/remove.js';
import { createPlace, type TestPlace } from '../support/database.js';
import { catalogueOf, type InProcessOptions, runInProcess } from '../support/run-main.js';
import { makeTempFolder, removeFolder } from '../support/temp.js';

const catalogue = [list, add, remove, importCommand, exportCommand].flatMap(catalogueOf);

let place: TestPlace;
let cwd: string;
beforeAll(async () => {
  place = await createPlace('embedded');
  cwd = makeTempFolder();
});
afterAll(async () => {
  await place.remove();
  removeFolder(cwd);
});

async function evm(args: string[], options: InProcessOptions = {}) {
  return await runInProcess(['suppression', ...args], {
    env: place.env,
    cwd,
    catalogue,
    ...options,
  });
}

describe('evm suppression', () => {
  it('says that nobody is suppressed yet', async () => {
    expect((await evm(['list'])).stdout).toBe('no address is suppressed\n');
    expect((await evm(['list', '--json'])).json()).toEqual({ suppressions: [], total: 0 });
  });

  it('adds an address, once', async () => {
    const run = await evm(['add', 'Hong@Example.com', '--note', 'asked by phone']);
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe('✓ h***@example.com is suppressed (manual)\n');
    const again = await evm(['add', 'hong@example.com']);
    expect(again.stdout).toBe('✓ h***@example.com is suppressed already (manual)\n');
    expect((await evm(['add', 'nobody'])).exitCode).toBe(2);
  });

  it('lists addresses masked, and in full when told to', async () => {
    const run = await evm(['list']);
    const lines = run.stdout.split('\n');
    expect(lines[0]).toMatch(/^e-mail +reason +since +note/);
    expect(lines[1]).toMatch(/^h\*\*\*@example\.com +manual +\d{4}-\d\d-\d\d +asked by phone/);
    expect(lines[2]).toBe('1 address');
    expect((await evm(['list', '--reveal', '--json'])).json()).toEqual({
      suppressions: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          email: 'hong@example.com',
          reason: 'manual',
          note: 'asked by phone',
          createdAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
        },
      ],
      total: 1,
    });
    for (const { stdout } of [run, await evm(['list', '--json'])]) {
      expect(stdout).not.toContain('hong@');
    }
    expect((await evm(['list', '--reason', 'complaint'])).stdout).toContain('no address');
  });

  it('imports a file, names the rows without an address and ends with 3', async () => {
    writeFileSync(join(cwd, 'list.csv'), '이메일\nkim@example.com\nsecret\nhong@example.com\n');
    const run = await evm(['import', 'list.csv', '--reason', 'unsubscribed']);
    expect(run.stdout).toBe(
      '✓ 1 address suppressed, 1 known\n! 1 row without an e-mail address: 3\n',
    );
    expect(run.stdout + run.stderr).not.toContain('secret');
    expect(run.exitCode).toBe(3);
    const piped = await evm(['import', '-', '--json'], { stdin: 'lee@example.com\n' });
    expect(piped.exitCode).toBe(0);
    expect(piped.json()).toEqual({
      import: { rows: 1, added: 1, strengthened: 0, known: 0, rejected: 0, rejectedRows: [] },
    });
    expect((await evm(['import', 'missing.csv'])).exitCode).toBe(4);
  });

  it('exports the addresses in full', async () => {
    const run = await evm(['export', '--out', 'all.csv']);
    const file = join(cwd, 'all.csv');
    expect(run.stdout).toBe(`✓ 3 addresses in ${file}\n`);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^\uFEFFemail,reason,note,created_at\r\nlee@example.com,manual,,\d{4}-/,
    );
    const json = await evm(['export', '--out', 'some.csv', '--reason', 'unsubscribed', '--json']);
    expect(json.json()).toEqual({ export: { file: join(cwd, 'some.csv'), rows: 1 } });
    expect((await evm(['export', '--out', 'all.pdf'])).exitCode).toBe(2);
  });

  it('asks before it removes one', async () => {
    const asked = await evm(['remove', 'HONG@example.com']);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain('h***@example.com: manual, since');
    expect(asked.stderr).toContain('Send mail to h***@example.com again?');
    expect((await evm(['list', '--json'])).json()).toMatchObject({ total: 3 });
    const removed = await evm(['remove', 'hong@example.com', '--yes']);
    expect(removed.stdout).toBe('✓ h***@example.com gets mail again\n');
    expect((await evm(['list', '--json'])).json()).toMatchObject({ total: 2 });
    const gone = await evm(['remove', 'hong@example.com', '--yes']);
    expect(gone.exitCode).toBe(4);
    expect(gone.stderr).toContain('this address is not suppressed');
  });
});
