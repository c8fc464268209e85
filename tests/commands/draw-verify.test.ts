import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashPool } from '../../src/core/draws/pool.js';
import { runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';

const pool = Array.from({ length: 10 }, (_, index) => `T-${String(index + 1).padStart(4, '0')}`);
const transcript = {
  version: 'evm-draw-v1',
  drawId: 'door-prize-1',
  event: 'devday',
  prize: 'iPad',
  rules: { pool: 'all' },
  pool,
  poolHash: '6a8dc40ed9c074df94df0ddd4ba4f04929e04499154d13d29f8f7ca28257360b',
  count: 3,
  alternateCount: 0,
  entropySource: 'a beacon',
  commit: 'ec4916dd28fc4c10d78e287ca5d9cc51ee1ae73cbfde08c6b37324cbfaac8bc5',
  committedAt: '2026-12-01T08:00:00Z',
  entropy: 'ab'.repeat(32),
  secret: `${'00'.repeat(31)}01`,
  seed: 'ac3f2b8c648429e2f5540ba2ec606f216ddcc3298570e9cfca40ab054e4dd614',
  winners: ['T-0001', 'T-0007', 'T-0005'],
  alternates: [],
  drawnAt: '2026-12-01T09:00:00Z',
};

async function verify(content: unknown) {
  const folder = tempFolder();
  writeFileSync(
    join(folder, 't.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  return await runInProcess(['draw', 'verify', 't.json', '--json'], { cwd: folder });
}

/** One id twice, without weights, and everything else computed from that. */
function stuffed() {
  const units = [pool[0] as string, ...pool];
  return { pool: units, poolHash: hashPool(units) };
}

describe('evm draw verify', () => {
  it('says that a transcript holds, without any database', async () => {
    const { exitCode, stdout } = await verify(transcript);
    expect(exitCode).toBe(0);
    const { verification } = JSON.parse(stdout);
    expect(verification).toMatchObject({ isValid: true, winners: transcript.winners });
    expect(verification.statements).toHaveLength(8);
  });

  it.each([
    ['winners', { winners: ['T-0001', 'T-0007', 'T-0006'] }],
    ['winners', { winners: ['T-0007', 'T-0001', 'T-0005'] }],
    ['alternates', { alternates: ['T-0002'] }],
    ['poolHash', { pool: pool.slice(1) }],
    ['pool', { pool: [...pool].reverse() }],
    // Whoever publishes a pool must not give somebody more chances than the rules do.
    ['pool', stuffed()],
    ['commit', { secret: `${'00'.repeat(31)}02` }],
    ['seed', { entropy: 'cd'.repeat(32) }],
    ['seed', { drawId: 'door-prize-2' }],
    ['times', { drawnAt: '2026-12-01T07:59:59Z' }],
    ['version', { version: 'evm-draw-v2' }],
  ])('names the statement that fails: %s', async (name, change) => {
    const { exitCode, stdout } = await verify({ ...transcript, ...change });
    expect(exitCode).toBe(5);
    const failed = JSON.parse(stdout).verification.statements.filter(
      ({ holds }: { holds: boolean }) => !holds,
    );
    expect(failed.map((statement: { name: string }) => statement.name)).toContain(name);
  });

  it('tells what became of a draw since: void, and whose prize went on', async () => {
    const since = { voided: 'wrong prize', replaced: [{ absent: 'T-0001', by: 'T-0002' }] };
    const { exitCode, stdout } = await verify({ ...transcript, ...since });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).verification).toMatchObject(since);
  });

  it.each([
    ['no JSON', '{'],
    ['another document', { hello: 'world' }],
    ['a secret that is none', { ...transcript, secret: 'xyz' }],
  ])('refuses %s', async (_, content) => {
    const { exitCode, stderr } = await verify(content);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('TRANSCRIPT_UNREADABLE');
  });
});
