import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCanaries, findCanariesInDatabase, findCanariesInFolder } from '../support/canary.js';
import {
  createPlace,
  describeEachEngine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { type EvmResult, runEvm } from '../support/run-evm.js';
import { tempFolder } from '../support/temp.js';
import { createRedisDatabase, hasPostgres, hasRedis } from '../support/test-daemons.js';

const name = '카나리아 새틀레이';
/** What nobody may read in a database without its key. */
const secrets = [
  'bird.canary.73815@leak-probe.example',
  '010-2738-1926',
  '+821027381926',
  '1987-03-29',
  'not.an.address.canary.55129',
  '010-CANARY-PHONE-66',
];
const canaries = [name, ...secrets];
const event = 'canary-day';
/** The name is there to be read at a gate; see the migration. */
const readable = /^public\.participants\.name(?:_key)?$/;
const loud = { EVM_LOG_LEVEL: 'trace' };

describeEachEngine('personal data of an import', (engine) => {
  it('is in no log, error or queue, and unreadable in the database, however it ends', async () => {
    const { place, folder } = await openWorld(engine);
    const good = writeList(folder, 'good', '');
    const bad = writeList(folder, 'bad', rejectedRow);
    const results = {
      rejects: await importList(place, bad, '--create-event', '--report', join(folder, 'r.csv')),
      'rejects as JSON': await importList(place, bad, '--again', '--json'),
      debug: await importList(place, bad, '--again', '--debug'),
      detached: await importList(place, good, '--detach', '--debug'),
      worker: await runEvm(['worker', '--once', '--debug'], { place, env: loud }),
      'unclosed quote': await importList(place, writeList(folder, 'open', `"${rejectedRow}`)),
      'wrong mapping': await importList(place, bad, '--again', '--map', 'x=email', '--json'),
    };
    expect(exitCodesOf(results)).toEqual([3, 3, 3, 0, 0, 2, 2]);
    expect(leaksInLogs(results)).toEqual([]);
    expect(await leaksInDatabase(place)).toEqual([]);
    if (engine === 'embedded') expect(findCanariesInFolder(secrets, place.home)).toEqual([]);
  });

  it('is in no log or ledger row when the database quotes it in an error', async () => {
    const { place, folder } = await openWorld(engine);
    const list = writeList(folder, 'list', '');
    await runEvm(
      ['event', 'create', '--slug', event, '--name', event, '--starts', '2031-05-01 09:00'],
      { place },
    );
    await refuseInDatabase(place);
    const results = {
      foreground: await importList(place, list, '--debug'),
      json: await importList(place, list, '--json', '--debug'),
      detached: await importList(place, list, '--detach'),
      worker: await runEvm(['worker', '--once', '--debug'], { place, env: loud }),
      jobs: await runEvm(['jobs', 'list', '--json'], { place, env: loud }),
    };
    expect(exitCodesOf(results)).toEqual([1, 1, 0, 0, 0]);
    expect(leaksInLogs(results)).toEqual([]);
    expect(findCanaries(canaries, results.jobs.stdout)).toEqual([]);
    expect(await leaksInDatabase(place)).toEqual([]);
  });
});

describe.skipIf(!hasPostgres() || !hasRedis())('personal data in a Redis', () => {
  it('is not there, before a worker or after it', async () => {
    const { place, folder } = await openWorld('external');
    const redis = await createRedisDatabase();
    onTestFinished(async () => await redis.drop());
    const env = { ...loud, EVM_REDIS_URL: redis.url };
    const list = writeList(folder, 'list', rejectedRow);
    const read = async () => await dumpRedis(redis.url);
    const { submitted, queue } = await submitUntilRung(place, { list, env, read });
    const worker = await runEvm(['worker', '--once', '--debug'], { place, env });
    expect(worker.exitCode, worker.stderr).toBe(0);
    expect(findCanaries(canaries, queue + (await read()))).toEqual([]);
    expect(leaksInLogs({ submitted, worker })).toEqual([]);
  });
});

describe.skipIf(!hasPostgres())('personal data in the queue on PostgreSQL', () => {
  it('is not there', async () => {
    const { place, folder } = await openWorld('external');
    await runEvm(['db', 'migrate'], { place });
    const list = writeList(folder, 'list', rejectedRow);
    const context = await openTestContext(place);
    onTestFinished(async () => await context.close());
    const read = async () => JSON.stringify(await context.database.knex('bullmq.job').select());
    await submitUntilRung(place, { list, env: loud, read });
    expect(await leaksInDatabase(place)).toEqual([]);
  });
});

/** Hands a list over until the queue has heard of it: a ring that a busy machine does not answer is given up. */
async function submitUntilRung(
  place: TestPlace,
  { list, env, read }: { list: string; env: Record<string, string>; read: () => Promise<string> },
) {
  const args = [
    'import',
    list,
    '--event',
    event,
    '--create-event',
    '--detach',
    '--debug',
    '--again',
  ];
  return await eventually('the queue has a ring', async () => {
    const submitted = await runEvm(args, { place, env });
    expect(submitted.exitCode, submitted.stderr).toBe(0);
    const queue = await read();
    return queue.includes('importId') ? { submitted, queue } : undefined;
  });
}

const rejectedRow = `${name},${secrets[4]},${secrets[5]},${secrets[3]}\n`;

function writeList(folder: string, file: string, more: string): string {
  const path = join(folder, `${file}.csv`);
  const row = `${name},${secrets[0]},${secrets[1]},${secrets[3]}\n`;
  writeFileSync(path, `이름,이메일,휴대폰,생년월일\n${row}${more}`);
  return path;
}

async function openWorld(engine: TestPlace['engine']) {
  const place = await createPlace(engine);
  onTestFinished(async () => await place.remove());
  return { place, folder: tempFolder() };
}

async function importList(place: TestPlace, list: string, ...options: string[]) {
  return await runEvm(['import', list, '--event', event, ...options], { place, env: loud });
}

/**
 * Everything but the result: stdout shows the person who imports what is wrong with which value, and
 * is left out; stderr is what ends up in logs and bug reports.
 */
function leaksInLogs(results: Record<string, EvmResult>) {
  return Object.entries(results).flatMap(([what, { stderr }]) =>
    findCanaries(canaries, stderr, what),
  );
}

function exitCodesOf(results: Record<string, EvmResult>): (number | null)[] {
  return Object.values(results).map(({ exitCode }) => exitCode);
}

async function leaksInDatabase(place: TestPlace) {
  const context = await openTestContext(place);
  try {
    const query = async (sql: string) => (await context.database.knex.raw(sql)).rows;
    const leaks = await findCanariesInDatabase(canaries, query);
    return leaks.filter(({ canary, where }) => canary !== name || !readable.test(where));
  } finally {
    await context.close();
  }
}

/** Makes PostgreSQL fail with the whole row in its error's detail. */
async function refuseInDatabase(place: TestPlace): Promise<void> {
  const context = await openTestContext(place);
  await context.database.knex.raw('ALTER TABLE participants ADD CHECK (number < 0)');
  await context.close();
}

async function dumpRedis(url: string): Promise<string> {
  const client = new Redis(url);
  try {
    const keys = await client.keys('*');
    const values = await Promise.all(keys.map(async (key) => await readKey(client, key)));
    return JSON.stringify([keys, values]);
  } finally {
    client.disconnect();
  }
}

async function readKey(client: Redis, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case 'hash':
      return await client.hgetall(key);
    case 'list':
      return await client.lrange(key, 0, -1);
    case 'set':
      return await client.smembers(key);
    case 'zset':
      return await client.zrange(key, '0', '-1');
    case 'stream':
      return await client.xrange(key, '-', '+');
    default:
      return await client.get(key);
  }
}
