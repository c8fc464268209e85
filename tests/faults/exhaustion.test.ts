import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildWorkbook, textRow } from '../core/imports/build-workbook.js';
import { createPlace, type TestPlace } from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { secondsSince } from '../support/seconds-since.js';
import { makeTempFolder, removeFolder, tempFolder } from '../support/temp.js';
import { hasPostgres } from '../support/test-daemons.js';
import { lookInto } from './look-into.js';
import { writeParticipantList } from './participant-list.js';

const mebibyte = 1024 * 1024;
const engine = hasPostgres() ? 'external' : 'embedded';

describe('a workbook that unpacks to hundreds of megabytes', () => {
  it('is refused within 400 MB of memory and 30 seconds of processor time', async () => {
    const { place, folder } = await openWorld();
    const bomb = join(folder, 'bomb.xlsx');
    writeFileSync(
      bomb,
      buildWorkbook({
        rows: textRow(1, 'name', 'email'),
        sharedStrings: `<si><t>${'0'.repeat(400 * mebibyte)}</t></si>`,
      }),
    );
    const cost = join(folder, 'cost');
    const startedAt = performance.now();
    const args = ['import', bomb, '--event', 'bomb-day', '--create-event', '--json'];
    const env = { NODE_OPTIONS: `--require ${writeProbe(folder, cost)}` };
    const { exitCode, stderr } = await runEvm(args, { place, env });
    const seconds = secondsSince(startedAt);
    const [kibibytes = 0, processorSeconds] = JSON.parse(readFileSync(cost, 'utf8')) as number[];
    const peak = kibibytes / 1024;

    expect(exitCode, stderr).toBe(2);
    expect(JSON.parse(stderr).error.code).toMatch(/^IMPORT_/);
    process.stderr.write(
      `[faults] workbook bomb: refused after ${seconds.toFixed(1)} s, ${Math.round(peak)} MB at most\n`,
    );
    expect(peak).toBeLessThan(400);
    expect(processorSeconds).toBeLessThan(30);
  });
});

describe.skipIf(!canMount())('a full disk (needs root, to mount a small one)', () => {
  it('ends an import whose report has no room; nothing is imported', async () => {
    const { place, folder } = await openWorld();
    const small = mountSmallDisk('64k');
    const list = writeParticipantList(folder, { rows: 2_000, rejected: 1_000 });
    const report = join(small, 'rejects.csv');
    const args = ['import', list, '--event', 'full-day', '--create-event', '--report', report];
    const { exitCode, stderr } = await runEvm([...args, '--json'], { place });

    expect(exitCode, stderr).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'TABLE_NOT_WRITABLE',
      hint: expect.stringContaining('room'),
    });
    expect(readdirSync(small)).toEqual([]);
    expect(await lookInto(place)).toEqual({ violations: [], events: 0, people: 0, imports: 0 });
  });
});

describe.skipIf(!canMount())('a full disk under the embedded database (needs root)', () => {
  it('ends an import that nobody finds a trace of when there is room again', async () => {
    const home = mountSmallDisk('55m');
    const place = { env: { EVM_HOME: home } };
    const list = writeParticipantList(tempFolder(), { rows: 30_000, rejected: 0 });
    const args = ['import', list, '--event', 'full-day', '--create-event', '--json'];
    const full = await runEvm(args, { place });
    expect(full.exitCode, full.stderr).toBe(6);
    expect(JSON.parse(full.stderr).error.code).toBe('DATABASE_FULL');
    const closed = await runEvm(['event', 'list', '--json'], { place });
    expect(closed.exitCode, closed.stderr).toBe(6);
    expect(JSON.parse(closed.stderr).error.code).toBe('DATABASE_NOT_OPENED');

    execFileSync('mount', ['-o', 'remount,size=300m', home]);
    const found = await runEvm(['event', 'list', '--json'], { place });
    expect(found.json.events).toEqual([]);
    const again = await runEvm(args, { place });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.json.import.counts).toMatchObject({ total: 30_000, created: 30_000 });
  });
});

async function openWorld(): Promise<{ place: TestPlace; folder: string }> {
  const place = await createPlace(engine);
  onTestFinished(async () => await place.remove());
  return { place, folder: tempFolder() };
}

/**
 * Writes the most memory that the process ever had, in kB, and its processor time, in seconds, when it ends.
 * Linux counts what the parent had before it started the child into `maxRSS`, but not into `VmHWM`.
 */
function writeProbe(folder: string, out: string): string {
  const probe = join(folder, 'probe.cjs');
  writeFileSync(
    probe,
    `const { existsSync, readFileSync, writeFileSync } = require('node:fs');
    const status = '/proc/self/status';
    const peak = () => existsSync(status)
      ? Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync(status, 'utf8'))[1])
      : process.resourceUsage().maxRSS;
    const seconds = () => Object.values(process.cpuUsage()).reduce((sum, part) => sum + part) / 1e6;
    if (require('node:worker_threads').isMainThread)
      process.on('exit', () => writeFileSync(${JSON.stringify(out)}, JSON.stringify([peak(), seconds()])));`,
  );
  return probe;
}

function mountSmallDisk(size: string): string {
  const folder = makeTempFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  onTestFinished(() => {
    spawnSync('umount', [folder]);
    removeFolder(folder);
  });
  return folder;
}

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const folder = makeTempFolder();
  const isMounted =
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
  if (isMounted) spawnSync('umount', [folder]);
  removeFolder(folder);
  return isMounted;
}
