import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEmbeddedDatabase } from '../../../../src/core/runtime/database/embedded-database.js';
import { createPlace } from '../../../support/database.js';
import { startFixture } from '../../../support/run-fixture.js';
import { tempFolder } from '../../../support/temp.js';

const open = async (home: string) =>
  await openEmbeddedDatabase({ home, command: 'evm test', ownerWaitSeconds: 0 });

describe('the embedded database', () => {
  it('keeps everything that was committed when its process is killed, round after round', async () => {
    const { home, remove } = await createPlace('embedded');
    const rounds = [25, 60];
    for (const last of rounds) {
      const writer = startFixture('database/commit-and-wait.ts', [home]);
      const reached = Number(await writer.line((line) => Number(line) >= last));
      writer.kill('SIGKILL');
      await writer.exit;
      const database = await open(home);
      const kept = await database.knex('kept').orderBy('n').pluck<number[]>('n');
      expect(kept.length).toBeGreaterThanOrEqual(reached);
      expect(kept).toEqual(kept.map((_, index) => index + 1));
      await database.knex('kept').delete();
      await database.close();
    }
    await remove();
  });

  it('belongs to one process: a second one is told whose it is', async () => {
    const { home, remove } = await createPlace('embedded');
    const first = await open(home);
    await expect(open(home)).rejects.toMatchObject({
      code: 'DATABASE_OWNED',
      message: expect.stringContaining(`\`evm test\` (pid ${process.pid}`),
    });
    await first.close();
    await (await open(home)).close();
    await remove();
  });

  it('is made in a folder that only its owner can read', async () => {
    const home = join(tempFolder(), 'a', 'home');
    await (await open(home)).close();
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  it('says what is wrong with a home that cannot be one, and leaves no lock', async () => {
    const folder = tempFolder();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(open(join(file, 'home'))).rejects.toMatchObject({
      code: 'HOME_NOT_WRITABLE',
      exitCode: 2,
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  it.skipIf(process.getuid?.() === 0)('needs a home that it may write', async () => {
    const home = join(tempFolder(), 'home');
    mkdirSync(home);
    chmodSync(home, 0o500);
    await expect(open(home)).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
    chmodSync(home, 0o700);
  });

  it('gives the lock back when the data cannot be opened', async () => {
    const home = tempFolder();
    mkdirSync(join(home, 'database'));
    writeFileSync(join(home, 'database', 'PG_VERSION'), 'nonsense');
    await expect(open(home)).rejects.toThrow();
    await expect(open(home)).rejects.not.toMatchObject({ code: 'DATABASE_OWNED' });
  });
});
