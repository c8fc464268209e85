/**
 * npm run bench:import [-- --rows 300000 --xlsx-rows 300000 --only embedded,xlsx,start]
 *
 * Rows per second of the whole process, side by side in one run: psql's \copy of the very same
 * finished rows into the same indexed table (the limit), `evm import` on PostgreSQL and on the embedded
 * database, and the same from a workbook beside exceljs reading it and doing nothing.
 */
import { createWriteStream, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { findPostgresFolder } from '../tests/support/find-binaries.js';
import { generateParticipants, participantsCsv } from '../tests/support/generate-participants.js';
import { startPostgresDaemon } from '../tests/support/postgres-daemon.js';
import { makeTempFolder } from '../tests/support/temp.js';
import { type Measurement, measureProcess } from './measure-process.js';
import { writeWorkbook } from './write-workbook.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '300000' },
    'xlsx-rows': { type: 'string', default: '300000' },
    only: { type: 'string', default: 'embedded,xlsx,start' },
  },
});
const rows = Number(values.rows);
const xlsxRows = Number(values['xlsx-rows']);
const parts = values.only.split(',');
/** Of the comparisons that are over in seconds. */
const rounds = 5;
const evm = fileURLToPath(new URL('../bin/evm.js', import.meta.url));
const folder = makeTempFolder();
const env = { ...process.env, EVM_HOME: join(folder, 'home'), NODE_ENV: 'production' };
delete (env as NodeJS.ProcessEnv).DATABASE_URL;

console.log(
  `${cpus().length} cores, ${cpus()[0]?.model.trim()}, node ${process.version}, ${rows} rows`,
);
const daemon = await startPostgresDaemon();
try {
  const csv = join(folder, 'participants.csv');
  await pipeline(
    Readable.from(participantsCsv(generateParticipants({ seed: 1, count: rows }))),
    createWriteStream(csv),
  );
  const external = { ...env, DATABASE_URL: daemon.url };
  await measureProcess(process.execPath, [evm, 'db', 'migrate'], { env: external });

  const postgres = await importFile(csv, external);
  report('evm import, PostgreSQL', rows, postgres);
  const copy = await copySameRows(daemon.url, daemon.port);
  report('psql \\copy of the same rows', rows, copy);
  console.log(`  ratio to \\copy: ${(copy.seconds / postgres.seconds).toFixed(2)} (goal 0.50)`);
  if (parts.includes('embedded')) {
    const embedded = await importFile(csv, env);
    report('evm import, embedded', rows, embedded);
    console.log(`  ratio to \\copy: ${(copy.seconds / embedded.seconds).toFixed(2)} (goal 0.25)`);
  }
  if (parts.includes('xlsx')) await compareWorkbook(external, rows / copy.seconds);
  if (parts.includes('start')) await compareStart();
} finally {
  await daemon.remove();
  rmSync(folder, { recursive: true, force: true });
}

async function importFile(file: string, withEnv: NodeJS.ProcessEnv): Promise<Measurement> {
  const args = [evm, 'import', file, '--event', 'bench', '--create-event', '--max-size', '2GB'];
  return await measureProcess(process.execPath, [...args, '--json'], { env: withEnv });
}

/** Takes the imported rows out as text, empties the table, and lets psql put them back. */
async function copySameRows(url: string, port: number): Promise<Measurement> {
  const psql = join(findPostgresFolder() as string, 'psql');
  const file = join(folder, 'participants.copy');
  const connection = ['-h', '127.0.0.1', '-p', String(port), '-U', 'evm', '-d', 'postgres', '-qc'];
  await measureProcess(psql, [...connection, `\\copy participants to '${file}'`], { env });
  await emptyTable(url);
  return await measureProcess(psql, [...connection, `\\copy participants from '${file}'`], { env });
}

/** So that each run writes into the same table, and none into what those before it left. */
async function emptyTable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('TRUNCATE participants CASCADE');
  } finally {
    await client.end();
  }
}

/**
 * Each of the three in turn, several times: a single run of seconds says little.
 *
 * @param copyRate rows/s that \copy reached
 */
async function compareWorkbook(withEnv: NodeJS.ProcessEnv, copyRate: number): Promise<void> {
  const file = join(folder, 'participants.xlsx');
  await writeWorkbook(file, generateParticipants({ seed: 2, count: xlsxRows }));
  const reader = fileURLToPath(new URL('read-workbook.mjs', import.meta.url));
  const bare: Measurement[] = [];
  const imported: Measurement[] = [];
  const checked: Measurement[] = [];
  for (let round = 1; round <= rounds; round++) {
    const args = [evm, 'import', file, '--event', `workbook-${round}`, '--create-event', '--json'];
    await emptyTable(daemon.url);
    bare.push(await measureProcess(process.execPath, [reader, file], { env }));
    imported.push(await measureProcess(process.execPath, args, { env: withEnv }));
    // The same file again is read and checked, for its report, and nothing is written to the database.
    const again = [...args, '--report', join(folder, 'rejects.csv')];
    checked.push(await measureProcess(process.execPath, again, { env: withEnv }));
  }
  const limit = median(bare);
  report('exceljs streaming read alone', xlsxRows, limit);
  report('evm reads and checks it', xlsxRows, median(checked));
  console.log(`  ratio to exceljs: ${(limit.seconds / median(checked).seconds).toFixed(2)}`);
  const { seconds } = median(imported);
  report('evm import of it, PostgreSQL', xlsxRows, median(imported));
  console.log(`  ratio to exceljs: ${(limit.seconds / seconds).toFixed(2)} (goal 0.60)`);
  console.log(`  ratio to \\copy: ${(xlsxRows / seconds / copyRate).toFixed(2)}`);
}

function median(measurements: readonly Measurement[]): Measurement {
  const sorted = [...measurements].sort((a, b) => a.seconds - b.seconds);
  return sorted[Math.floor(sorted.length / 2)] as Measurement;
}

async function compareStart(): Promise<void> {
  const typical = async (args: string[]) => {
    const runs: Measurement[] = [];
    for (let run = 0; run < 15; run++) {
      runs.push(await measureProcess(process.execPath, args, { env }));
    }
    return median(runs).seconds;
  };
  const node = await typical(['-e', '0']);
  const version = await typical([evm, '--version']);
  console.log(`node -e 0: ${node.toFixed(3)} s; evm --version: ${version.toFixed(3)} s`);
  console.log(`  ratio: ${(version / node).toFixed(2)} (goal 1.60)`);
  const bare = { ...env, EVM_HOME: join(folder, 'fresh') };
  const first = await measureProcess(process.execPath, [evm, 'event', 'list'], { env: bare });
  console.log(
    `first embedded command: ${first.seconds.toFixed(2)} s, ${(first.seconds - version).toFixed(2)} s beyond evm --version (goal 3), ${first.peakMb} MB`,
  );
}

function report(name: string, count: number, { seconds, peakMb }: Measurement): void {
  const rate = Math.round(count / seconds).toLocaleString('en');
  console.log(`${name.padEnd(32)} ${seconds.toFixed(2)} s  ${rate} rows/s  peak ${peakMb} MB`);
}
