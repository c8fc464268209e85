/**
 * npm run bench:ingest [-- --seconds 6 --rounds 6 --people 900000 --records 1000000]
 *
 * In one run on one machine, round after round: pgbench inserting single attendance rows (the limit), then durable check-ins
 * a second through `evm serve` on the single and on the batch endpoint, with the load from a process of
 * its own, and statistics with few and with many records.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { findPostgresFolder } from '../tests/support/find-binaries.js';
import { startPostgresDaemon } from '../tests/support/postgres-daemon.js';
import { makeTempFolder } from '../tests/support/temp.js';
import { measureProcess } from './measure-process.js';
import { benchmarkStatistics } from './statistics.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    people: { type: 'string', default: '900000' },
    rounds: { type: 'string', default: '6' },
    parts: { type: 'string', default: 'ingest,statistics' },
    records: { type: 'string', default: '1000000' },
  },
});
const seconds = Number(values.seconds);
const people = Number(values.people);
const rounds = Number(values.rounds);
const evm = fileURLToPath(new URL('../bin/evm.js', import.meta.url));
const loader = fileURLToPath(new URL('./ingest-load.mjs', import.meta.url));
const folder = makeTempFolder();
const daemon = await startPostgresDaemon();
const env: NodeJS.ProcessEnv = {
  ...process.env,
  EVM_HOME: join(folder, 'home'),
  DATABASE_URL: daemon.url,
  NODE_ENV: 'production',
  // One device each, not one for all of them.
  EVM_HTTP_RATE_PER_KEY: '0',
  EVM_HTTP_RATE_PER_ADDRESS: '0',
};
const client = new pg.Client({ connectionString: daemon.url });

console.log(`${cpus().length} cores, ${cpus()[0]?.model.trim()}, node ${process.version}`);
try {
  await run('db', 'migrate');
  await client.connect();
  const now = Date.now();
  const starts = new Date(now - 3_600_000).toISOString();
  const ends = new Date(now + 3_600_000).toISOString();
  await run(
    'event',
    'create',
    '--slug',
    'load',
    '--name',
    'Load',
    '--starts',
    starts,
    '--ends',
    ends,
    '--timezone',
    'UTC',
  );
  for (let gate = 1; gate <= 10; gate++)
    await run('gate', 'add', '--event', 'load', '--code', `G${gate}`);
  if (values.parts.includes('ingest')) await benchmarkIngest();
  if (values.parts.includes('statistics')) {
    const { rows } = await client.query<{ id: string }>(
      "SELECT id FROM events WHERE slug = 'load'",
    );
    const eventId = rows[0]?.id as string;
    if (!values.parts.includes('ingest')) await preparePeople();
    await client.query('TRUNCATE attendance_records');
    await benchmarkStatistics({ client, env, eventId, people, run }, [
      10_000,
      Number(values.records),
    ]);
  }
} finally {
  await client.end().catch(() => undefined);
  await daemon.remove();
}

/** The machine's speed moves by half within a minute, so what is compared stands side by side in each round. */
async function benchmarkIngest(): Promise<void> {
  const requests = await preparePeople();
  const key = JSON.parse(
    await run('apikey', 'create', '--event', 'load', '--scope', 'attendance:write', '--json'),
  ).apiKey.key as string;
  const perRound = Math.floor(requests.length / (rounds + 1));
  /** The next of a round's share of people, each of whom comes once. */
  const take = (round: number, from: number, to: number) => {
    const file = join(folder, 'requests.jsonl');
    const start = round * perRound;
    const chosen = requests.slice(start + from * perRound, start + to * perRound);
    writeFileSync(file, `${chosen.join('\n')}\n`);
    return file;
  };
  const service = await serve();
  try {
    await compare();
  } finally {
    await service.stop();
  }

  async function compare(): Promise<void> {
    // A service runs for hours; its first seconds go into compiling it.
    const warm = { file: take(rounds, 0, 0.5), perBody: 1, as: 'warming up' };
    await load(service.url, key, warm);
    await load(service.url, key, { file: take(rounds, 0.5, 1), perBody: 250, as: 'warming up' });
    const ratios: { single: number; batch: number; p99: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      await settle();
      const limit = Math.max(pgbench(16), pgbench(64));
      await settle();
      const single = await load(service.url, key, { file: take(round, 0, 0.3), perBody: 1 });
      const rate = Math.round(single.perSecond / 2);
      const calm = { file: take(round, 0.3, 0.45), perBody: 1, rate, as: '  at half of that' };
      const { p99 } = await load(service.url, key, calm);
      const batch = await load(service.url, key, { file: take(round, 0.45, 1), perBody: 250 });
      ratios.push({ single: single.perSecond / limit, batch: batch.perSecond / limit, p99 });
    }
    report(
      'single endpoint, of pgbench',
      ratios.map(({ single }) => single),
      'goal 0.35',
    );
    report(
      'batch endpoint, of pgbench',
      ratios.map(({ batch }) => batch),
      'goal 1.5',
    );
    report(
      'p99 at half of the peak, ms',
      ratios.map(({ p99 }) => p99),
      'goal 50',
    );
  }
}

function report(what: string, measured: readonly number[], goal: string): void {
  const sorted = measured.toSorted((one, other) => one - other);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const half = sorted.length / 2;
  const middle = ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
  const spell = (number = 0) => number.toFixed(number < 10 ? 2 : 0);
  console.log(`${what}: ${spell(middle)} (${spell(least)} to ${spell(most)}; ${goal})`);
}

/** What went before is written out, so that it is nobody else's work. */
async function settle(): Promise<void> {
  await client.query('TRUNCATE attendance_records');
  await client.query('CHECKPOINT');
}

/** Participants as an import makes them, and requests for each, every person once. */
async function preparePeople(): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM events WHERE slug = 'load'");
  const event = rows[0]?.id as string;
  await client.query(
    `INSERT INTO participants (id, event_id, number, name, name_key, personal_encrypted, email_index,
       ticket_code, registration_status, source)
     SELECT gen_random_uuid(), $1, i, 'Kim ' || i, 'kim' || i, decode(repeat(md5(i::text), 6), 'hex'),
       decode(md5(i::text), 'hex'), upper(substr(md5(i::text || 'c'), 1, 10)), 'registered', 'import'
     FROM generate_series(1, $2::int) AS i`,
    [event, people],
  );
  await client.query('VACUUM ANALYZE participants');
  const found = await client.query<{ id: string }>('SELECT id FROM participants ORDER BY random()');
  const timestamp = new Date().toISOString();
  return found.rows.map(({ id }, at) =>
    JSON.stringify({
      participantId: id,
      gate: `G${(at % 10) + 1}`,
      timestamp,
      method: 'qr_scan',
      scanId: `s-${at}`,
    }),
  );
}

function pgbench(clients: number): number {
  const script = join(folder, 'insert.sql');
  writeFileSync(
    script,
    `INSERT INTO attendance_records (id, event_id, participant_id, gate_id, "timestamp", method, scan_id,
       processing_time_ms, version, is_arrival, inside_delta) VALUES (gen_random_uuid(), gen_random_uuid(),
       gen_random_uuid(), gen_random_uuid(), now(), 'qr_scan', 's', 3, 1, true, 1);`.replace(
      /\s+/g,
      ' ',
    ),
  );
  const tool = join(findPostgresFolder() ?? '', 'pgbench');
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    '2',
    '-T',
    String(seconds),
    '-f',
    script,
    daemon.url,
  ];
  const output = execFileSync(tool, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const rate = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  console.log(`pgbench, ${clients} clients: ${Math.round(rate)} rows/s`);
  return rate;
}

interface Load {
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  errors: number;
  verdicts: Record<string, number | string>;
}

async function load(
  url: string,
  key: string,
  options: { file: string; perBody: number; rate?: number; as?: string },
): Promise<Load> {
  const { file, perBody, rate, as } = options;
  const args = [
    loader,
    url,
    key,
    file,
    String(perBody),
    '64',
    String(seconds),
    ...(rate ? [String(rate)] : []),
  ];
  const { stdout, exitCode } = await measureProcess(process.execPath, args);
  if (exitCode !== 0) throw new Error(`the load ended with ${exitCode}`);
  const result = JSON.parse(stdout) as Load;
  const { errors, verdicts } = result;
  const isAccepted = Object.keys(verdicts).every((status) => ['200', '201'].includes(status));
  if (errors > 0 || !isAccepted) throw new Error(`not all was answered: ${stdout}`);
  const what = perBody === 1 ? 'single endpoint, 64 connections' : `batches of ${perBody}`;
  print(as ?? what, result);
  return result;
}

function print(what: string, { perSecond, p50, p95, p99, errors, verdicts }: Load): void {
  const times = `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
  console.log(
    `${what}: ${Math.round(perSecond)}/s, ${times}, ${errors} errors ${JSON.stringify(verdicts)}`,
  );
}

async function serve(): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [evm, 'serve', '--port', '0', '--json'], { env });
  child.stderr.pipe(process.stderr);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    url: (JSON.parse(line) as { url: string }).url,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function run(...args: string[]): Promise<string> {
  const { stdout, exitCode } = await measureProcess(process.execPath, [evm, ...args], { env });
  if (exitCode !== 0) throw new Error(`evm ${args[0]} ${args[1]} ended with ${exitCode}`);
  return stdout;
}
