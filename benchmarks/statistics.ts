import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import { openStatistics } from '../src/core/attendance/statistics/open-statistics.js';
import { readTimeline } from '../src/core/attendance/statistics/read-timeline.js';
import { loadConfig } from '../src/core/runtime/config/load-config.js';
import type { Context } from '../src/core/runtime/context.js';
import { openContext } from '../src/core/runtime/open-context.js';

export interface StatisticsLoad {
  client: pg.Client;
  env: NodeJS.ProcessEnv;
  eventId: string;
  /** How many participants it has. */
  people: number;
  /** Runs the built evm. */
  run(...args: string[]): Promise<string>;
}

const readings = 200;

/**
 * Times of reading the numbers of an event with few records and with many, spread over an hour and ten
 * gates. Nothing is cached: each reading is the first one of a desk of its own, as after every new scan.
 */
export async function benchmarkStatistics(
  load: StatisticsLoad,
  counts: readonly number[],
): Promise<void> {
  const { config } = await loadConfig({
    env: load.env,
    cwd: process.cwd(),
    userName: 'bench',
  });
  const context = await openContext(config, { command: 'bench' });
  const medians: number[] = [];
  try {
    for (const count of counts) {
      await fill(load, count);
      medians.push(await report(context, load.eventId, count));
    }
  } finally {
    await context.close();
  }
  const [few = 0, many = 0] = medians;
  console.log(`all numbers: ${(many / few).toFixed(2)} × as long with ${counts[1]} (goal 2)`);
}

/** Records as scans leave them, as many as are missing, and their numbers counted anew. */
async function fill(
  { client, eventId, people, run }: StatisticsLoad,
  count: number,
): Promise<void> {
  await client.query(
    `CREATE TEMP TABLE IF NOT EXISTS people AS
     SELECT id, row_number() OVER () - 1 AS at FROM participants`,
  );
  await client.query('CREATE UNIQUE INDEX IF NOT EXISTS people_at ON people (at)');
  await client.query('ANALYZE people');
  await client.query(
    `INSERT INTO attendance_records (id, event_id, participant_id, gate_id, "timestamp", method, scan_id,
       processing_time_ms, version, is_arrival, inside_delta)
     SELECT gen_random_uuid(), e.id, p.id, gates.ids[1 + i % cardinality(gates.ids)],
       e.starts_at + ((i % 3600) || ' seconds')::interval, 'qr_scan', 'f' || i, i % 40, 1, true, 1
     FROM events e, (SELECT array_agg(id) AS ids FROM gates WHERE event_id = $1) gates,
       generate_series((SELECT count(*) FROM attendance_records WHERE event_id = $1) + 1, $2::int) AS i
     JOIN people p ON p.at = i % $3
     WHERE e.id = $1`,
    [eventId, count, people],
  );
  await client.query('ANALYZE attendance_records');
  await run('stats', 'rebuild', 'load');
}

/** Returns the median of reading all numbers, in milliseconds. */
async function report(context: Context, eventId: string, count: number): Promise<number> {
  const all = await times(async () => {
    const desk = await openStatistics(context);
    await desk.read(eventId);
    await desk.close();
  });
  const line = await times(async () => {
    await readTimeline(context, { eventId, bucketMinutes: 5 });
  });
  const desk = await openStatistics(context);
  await desk.read(eventId);
  const unchanged = await times(async () => {
    await desk.read(eventId);
  });
  await desk.close();
  const show = ({ median, p99 }: Times) => `${median.toFixed(1)} ms (p99 ${p99.toFixed(1)})`;
  console.log(
    `${count} records: all numbers ${show(all)}, timeline ${show(line)}, unchanged ${show(unchanged)} (goal 20 ms)`,
  );
  return all.median;
}

interface Times {
  median: number;
  p99: number;
}

async function times(read: () => Promise<void>): Promise<Times> {
  const all: number[] = [];
  for (let reading = 0; reading < readings; reading++) {
    const from = performance.now();
    await read();
    all.push(performance.now() - from);
  }
  all.sort((left, right) => left - right);
  const at = (share: number) => all[Math.floor(share * (readings - 1))] as number;
  return { median: at(0.5), p99: at(0.99) };
}
