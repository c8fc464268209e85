import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  acquireOwnerLock,
  type OwnerLock,
} from '../../../../src/core/runtime/database/owner-lock.js';
import {
  identifyThisProcess,
  type ProcessIdentity,
} from '../../../../src/core/runtime/database/process-identity.js';
import { startFixture } from '../../../support/run-fixture.js';
import { tempFolder } from '../../../support/temp.js';

function place() {
  const home = tempFolder();
  return { home, path: join(home, 'owner.lock') };
}

const take = async (at: { home: string; path: string }, waitSeconds = 0, signal?: AbortSignal) =>
  await acquireOwnerLock({ ...at, command: 'evm test', waitSeconds, signal });

/** A process that had the lock and was killed. */
async function leaveStaleLock(at: { home: string; path: string }): Promise<void> {
  const holder = startFixture('database/hold-lock.ts', [at.path, at.home]);
  await holder.line((line) => line === 'owned');
  holder.kill('SIGKILL');
  await holder.exit;
  expect(existsSync(at.path)).toBe(true);
}

/** The lock of this very process, but for what is given. */
function leaveLock(at: { path: string }, other: Partial<ProcessIdentity>): void {
  const owner = { id: 'x', command: 'evm', ...identifyThisProcess(), ...other };
  writeFileSync(at.path, JSON.stringify(owner));
}

describe('the owner of the embedded database', () => {
  it('is written down for others to read, and gone when it lets go', async () => {
    const at = place();
    const lock = await take(at);
    expect(JSON.parse(readFileSync(at.path, 'utf8'))).toMatchObject({
      pid: process.pid,
      command: 'evm test',
    });
    lock.release();
    expect(readdirSync(at.home)).toEqual([]);
    (await take(at)).release();
  });

  it('is named to a second process that does not want to wait', async () => {
    const at = place();
    const holder = startFixture('database/hold-lock.ts', [at.path, at.home]);
    await holder.line((line) => line === 'owned');
    await expect(take(at)).rejects.toMatchObject({
      code: 'DATABASE_OWNED',
      exitCode: 5,
      facts: { pid: holder.child.pid, command: 'evm holder', home: at.home },
    });
  });

  it('is waited for by a second process as long as that wants', async () => {
    const at = place();
    const holder = startFixture('database/hold-lock.ts', [at.path, at.home]);
    await holder.line((line) => line === 'owned');
    const waiting = take(at, 60);
    holder.child.stdin?.end();
    (await waiting).release();
    await holder.exit;
  });

  it('is waited for no longer once the waiting is interrupted', async () => {
    const at = place();
    const lock = await take(at);
    const aborter = new AbortController();
    const waiting = take(at, 60, aborter.signal);
    aborter.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    lock.release();
  });

  it('is nobody once its process was killed: the next one takes over at once', async () => {
    const at = place();
    await leaveStaleLock(at);
    const lock = await take(at);
    expect(JSON.parse(readFileSync(at.path, 'utf8'))).toMatchObject({ pid: process.pid });
    lock.release();
    expect(readdirSync(at.home)).toEqual([]);
  });

  it('is one of many who see the lock of a dead one', async () => {
    const at = place();
    await leaveStaleLock(at);
    const attempts = await Promise.allSettled(
      Array.from({ length: 6 }, async () => await take(at)),
    );
    const locks = attempts.flatMap((attempt): OwnerLock[] =>
      attempt.status === 'fulfilled' ? [attempt.value] : [],
    );
    expect(locks).toHaveLength(1);
    locks[0]?.release();
  });

  it('is one of two processes that see the lock of a dead one', async () => {
    const at = place();
    await leaveStaleLock(at);
    const contenders = [1, 2].map(() => startFixture('database/hold-lock.ts', [at.path, at.home]));
    const won = await Promise.allSettled(
      contenders.map(async (contender) => await contender.line((line) => line === 'owned')),
    );
    expect(won.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is nobody when the process of that number started at another time', async () => {
    const at = place();
    leaveLock(at, { processStart: '1' });
    (await take(at)).release();
  });

  it('is nobody when the machine was started anew since', async () => {
    const at = place();
    leaveLock(at, { boot: 'an earlier life', since: '2020-01-01T00:00:00Z' });
    (await take(at)).release();
  });

  it('is somebody whom nobody here can see, as long as it shows that it lives', async () => {
    const at = place();
    leaveLock(at, { place: 'another container', pid: 2 ** 22 });
    await expect(take(at)).rejects.toMatchObject({ code: 'DATABASE_OWNED' });
    const longAgo = new Date(Date.now() - 10 * 60_000);
    utimesSync(at.path, longAgo, longAgo);
    (await take(at)).release();
  });

  it.each(['', '{"id":', 'null', '{}'])(
    'is nobody when the machine lost power: %j',
    async (text) => {
      const at = place();
      writeFileSync(at.path, text);
      (await take(at)).release();
      expect(readdirSync(at.home)).toEqual([]);
    },
  );

  it('removes no lock but its own', async () => {
    const at = place();
    const first = await take(at);
    first.release();
    const second = await take(at);
    first.release();
    expect(existsSync(at.path)).toBe(true);
    second.release();
  });
});
