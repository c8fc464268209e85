/**
 * npm run bench:draw [-- --people 1000000 --rounds 5]
 *
 * In one run on one machine, round by round: reading the ids of everybody registered from PostgreSQL, in
 * the order of a pool and in any order; then a draw from all of them, committed and drawn and stored; then
 * its transcript, written, read and verified.
 */
import { readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { readTranscript } from '../src/core/draws/read-transcript.js';
import { runAtOnce } from '../src/core/draws/run-draw.js';
import { formatTranscript, saveFile } from '../src/core/draws/save-file.js';
import { showDraw, transcriptOf } from '../src/core/draws/show-draw.js';
import { verifyTranscript } from '../src/core/draws/verify-transcript.js';
import { createEvent } from '../src/core/events/create-event.js';
import type { Event } from '../src/core/events/schema.js';
import { configSchema } from '../src/core/runtime/config/config-schema.js';
import type { Context } from '../src/core/runtime/context.js';
import { migrate } from '../src/core/runtime/database/migrate.js';
import { openContext } from '../src/core/runtime/open-context.js';
import { startPostgresDaemon } from '../tests/support/postgres-daemon.js';
import { makeTempFolder, removeFolder } from '../tests/support/temp.js';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
  },
});
const people = Number(values.people);
const folder = makeTempFolder();
const daemon = await startPostgresDaemon();
const config = configSchema.parse({
  home: join(folder, 'home'),
  databaseUrl: daemon.url,
  operator: 'benchmark',
  masterKey: '5a'.repeat(32),
  log: { level: 'silent' },
});

console.log(`${cpus().length} cores, ${cpus()[0]?.model.trim()}, node ${process.version}`);
const context = await openContext(config, { command: 'bench', migrate: false });
try {
  await migrate(context.database);
  await benchmark(context);
} finally {
  await context.close();
  await daemon.remove();
  removeFolder(folder);
}

async function benchmark(context: Context): Promise<void> {
  const event = await prepare(context);
  const times = { ordered: [] as number[], unordered: [] as number[], draw: [] as number[] };
  let id = '';
  // The first round warms caches and is not counted.
  for (let round = 0; round <= Number(values.rounds); round++) {
    const unordered = await timed(async () => await readIds(context, event, ''));
    const ordered = await timed(async () => await readIds(context, event, 'ORDER BY draw_id'));
    const draw = await timed(async () => {
      id = await runAtOnce(context, event, { prize: 'a car', count: 3, entropy: undefined });
    });
    if (round === 0) continue;
    times.unordered.push(unordered);
    times.ordered.push(ordered);
    times.draw.push(draw);
  }
  const [unordered, ordered, draw] = [times.unordered, times.ordered, times.draw].map(median) as [
    number,
    number,
    number,
  ];
  console.log(`${people} people, medians of ${values.rounds} rounds`);
  console.log(`reading the ids in order: ${describe(times.ordered)}`);
  console.log(`reading the ids in any order: ${describe(times.unordered)}`);
  console.log(`commit and run: ${describe(times.draw)}`);
  console.log(
    `${(draw / ordered).toFixed(2)} of reading in order, ${(draw / unordered).toFixed(2)} of any order (goal 1.50)`,
  );
  await measureTranscript(context, id);
}

async function measureTranscript(context: Context, id: string): Promise<void> {
  const file = join(folder, 'transcript.json');
  const write = await timed(async () => {
    const shown = await showDraw(context, id);
    await saveFile(file, formatTranscript(await transcriptOf(context, shown)));
  });
  let failed = 0;
  const verify = await timed(async () => {
    const statements = verifyTranscript(readTranscript(readFileSync(file, 'utf8'), file));
    failed = statements.filter(({ holds }) => !holds).length;
  });
  const size = Math.round(statSync(file).size / 1e6);
  console.log(`transcript of ${size} MB: written in ${Math.round(write)} ms`);
  console.log(`read and verified in ${Math.round(verify)} ms, ${failed} statements fail`);
}

/** Participants as wide as an import makes them, one in twenty cancelled. */
async function prepare(context: Context): Promise<Event> {
  const event = await createEvent(context, {
    slug: 'draw',
    name: 'Draw',
    startsAt: '2030-12-01 09:00',
    timezone: 'UTC',
  });
  const { knex } = context.database;
  await knex.raw(
    `INSERT INTO participants (id, event_id, number, name, name_key, personal_encrypted, email_index,
       custom_responses, ticket_code, registration_status, source)
     SELECT gen_random_uuid(), ?, i, 'Kim ' || i, 'kim' || i, decode(repeat(md5(i::text), 6), 'hex'),
       decode(md5(i::text), 'hex'), '{"track":"ai","company":"ACME"}',
       upper(substr(md5(i::text || 'c'), 1, 12)),
       CASE WHEN i % 20 = 0 THEN 'cancelled' ELSE 'registered' END, 'import'
     FROM generate_series(1, ?::int) AS i`,
    [event.id, people],
  );
  await knex.raw('VACUUM ANALYZE participants');
  return event;
}

/** What a draw that computes outside of the database would have to do first. */
async function readIds(context: Context, event: Event, order: string): Promise<void> {
  await context.database.knex.raw(
    `SELECT draw_id FROM participants WHERE event_id = ? AND registration_status = 'registered' ${order}`,
    [event.id],
  );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return [...times].sort((left, right) => left - right)[Math.floor(times.length / 2)] as number;
}

function describe(times: readonly number[]): string {
  const [least, most] = [Math.min(...times), Math.max(...times)].map(Math.round);
  return `${Math.round(median(times))} ms (${least} to ${most})`;
}
