import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { crashAtFirst, namesOfPoints } from '../support/crash-points.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { runEvm } from '../support/run-evm.js';
import { type Sabotage, sabotagedBuild } from '../support/sabotaged-build.js';
import { tempFolder } from '../support/temp.js';
import { hasPostgres } from '../support/test-daemons.js';
import { findViolations } from './find-violations.js';
import { createEvent, expireLeases, startForTest } from './import-jobs.js';
import { writeParticipantList } from './participant-list.js';

const event = 'control-day';

/** Plays a scenario with a build (undefined: the real one) and tells what is wrong afterwards. */
type Scenario = (world: World, binary: string | undefined) => Promise<string[]>;

interface World {
  place: TestPlace;
  list: string;
}

const controls: {
  what: string;
  sabotage: Sabotage | Sabotage[];
  play: Scenario;
  noticed: RegExp;
}[] = [
  {
    what: 'the counter of an event and the event are not locked',
    sabotage: [
      { file: 'core/events/event-repository.js', from: '.forUpdate()', to: '' },
      { file: 'core/events/event-repository.js', from: '.forNoKeyUpdate()', to: '' },
    ],
    play: importTwoListsAtOnce,
    noticed: /an import failed/,
  },
  {
    what: 'participants are copied outside of the transaction',
    sabotage: {
      file: 'core/runtime/database/external-database.js',
      from: '(await trx.client.acquireConnection())',
      to: '(await pool.connect())',
    },
    play: killAfterCopy,
    noticed: /people, but|the counter is at 0/,
  },
  {
    what: 'a worker completes a claim that is not its own any more',
    sabotage: {
      file: 'core/runtime/ledger/ledger-repository.js',
      from: '.where({ id, lease_token: token })',
      to: '.where({ id })',
    },
    play: takeOverFromLivingWorker,
    noticed: /people, counts|was published/,
  },
  {
    what: 'a worker waits for rows that another one claims',
    sabotage: {
      file: 'core/runtime/ledger/ledger-repository.js',
      from: 'FOR NO KEY UPDATE SKIP LOCKED',
      to: 'FOR NO KEY UPDATE',
    },
    play: workBesideLockedRow,
    noticed: /a worker waits/,
  },
  {
    what: 'the stored file is removed outside of the transaction',
    sabotage: {
      file: 'core/imports/run-stored-import.js',
      from: 'await removeStoredFile(trx, claim.id);',
      to: 'await removeStoredFile(context.database.knex, claim.id);',
    },
    play: killAfterFileWasRemoved,
    noticed: /its file is gone/,
  },
  {
    what: 'an e-mail is written as it is',
    sabotage: {
      file: 'core/participants/seal-participant.js',
      from: 'return encryptColumn(keyring, placeOf(id), JSON.stringify({ email, phone, birthDate }));',
      to: 'return Buffer.from(email);',
    },
    play: importOnce,
    noticed: /the e-mail is not encrypted/,
  },
];

describe.skipIf(!hasPostgres())('the fault suites notice when', () => {
  it.each(controls.map((control) => [control.what, control] as const))(
    '%s',
    async (_, { sabotage, play, noticed }) => {
      expect(await play(await openWorld(), undefined), 'with the real build').toEqual([]);
      const problems = await play(await openWorld(), sabotagedBuild([sabotage].flat()));
      expect(problems.join('\n')).toMatch(noticed);
    },
  );

  it.each(['participants_email_key', 'imports_once'])(
    'the unique index %s is missing',
    async (index) => {
      const world = await openWorld();
      expect(await importOnce(world, undefined)).toEqual([]);
      await onDatabase(world.place, (client) => client.query(`DROP INDEX ${index}`));
      expect(await violationsOf(world.place)).toEqual([`the database accepts a double: ${index}`]);
    },
  );

  it('a text to sabotage is no longer in the build', () => {
    const stale = { file: 'commands/main.js', from: 'no such text', to: '' };
    expect(() => sabotagedBuild([stale])).toThrow('holds the text to sabotage 0 times');
  });
});

async function importOnce({ place, list }: World, binary: string | undefined): Promise<string[]> {
  await runEvm(['import', list, '--event', event], { place, binary });
  return await violationsOf(place);
}

/** Both have read the counter, as far as they can, before one of them may write. */
async function importTwoListsAtOnce({ place, list }: World, binary?: string): Promise<string[]> {
  const lists = [list, writeParticipantList(tempFolder(), { rows: 40, rejected: 0 }, 8)];
  const results = await onDatabase(place, async (client) => {
    await client.query('BEGIN; LOCK TABLE participants IN SHARE MODE');
    const running = lists.map((path) =>
      startForTest(['import', path, '--event', event], { place, binary }),
    );
    await waitForSleepers(place, 2);
    await client.query('ROLLBACK');
    return await Promise.all(running.map((run) => run.exit));
  });
  const failed = results.filter(({ exitCode }) => exitCode !== 0);
  return [
    ...failed.map(({ stderr }) => `an import failed: ${stderr}`),
    ...(await violationsOf(place)),
  ];
}

async function killAfterCopy({ place, list }: World, binary?: string): Promise<string[]> {
  const args = ['import', list, '--event', event];
  const names = await namesOfPoints(async (env) => {
    await runEvm([...args, '--dry-run'], { place, env });
  });
  const env = crashAtFirst(names, /^sql COPY/, 'after');
  const { signal, stderr } = await runEvm(args, { place, binary, env });
  expect(signal, stderr).toBe('SIGKILL');
  return await violationsOf(place);
}

/** The first worker lives, but its lease has ended; both are at the import when it goes on. */
async function takeOverFromLivingWorker(
  { place, list }: World,
  binary?: string,
): Promise<string[]> {
  await submit(place, list);
  const env = { EVM_WORKER_LEASE_SECONDS: '3600' };
  const results = await onDatabase(place, async (client) => {
    await client.query('BEGIN; SELECT 1 FROM registration_counters FOR UPDATE');
    const first = startForTest(['worker', '--once'], { place, binary, env });
    await waitForSleepers(place, 1);
    await expireLeases(place);
    const second = startForTest(['worker', '--once'], { place, binary, env });
    await waitForSleepers(place, 2);
    await client.query('ROLLBACK');
    return await Promise.all([first.exit, second.exit]);
  });
  for (const { exitCode, stderr } of results) expect(exitCode, stderr).toBe(0);
  return await violationsOf(place);
}

async function workBesideLockedRow({ place, list }: World, binary?: string): Promise<string[]> {
  await submit(place, list);
  await submit(place, writeParticipantList(tempFolder(), { rows: 40, rejected: 0 }, 8));
  return await onDatabase(place, async (client) => {
    await client.query('BEGIN; SELECT 1 FROM imports ORDER BY id LIMIT 1 FOR UPDATE');
    const worker = startForTest(['worker', '--once'], { place, binary });
    const ended = await Promise.race([worker.exit, waitForSleepers(place, 1, client)]);
    await client.query('ROLLBACK');
    const { exitCode, stderr } = await worker.exit;
    expect(exitCode, stderr).toBe(0);
    const problems = ended ? [] : ['a worker waits for a row that somebody else has'];
    return [...problems, ...(await violationsOf(place))];
  });
}

async function killAfterFileWasRemoved({ place, list }: World, binary?: string): Promise<string[]> {
  await submit(place, list);
  const removal = /^sql delete from "import_files" where "import_id" = /;
  const names = await namesOfPoints(async (env) => {
    const rehearsal = await openWorld();
    await submit(rehearsal.place, rehearsal.list);
    await runEvm(['worker', '--once'], { place: rehearsal.place, env });
  });
  const env = crashAtFirst(names, removal, 'after');
  const { signal, stderr } = await runEvm(['worker', '--once'], { place, binary, env });
  expect(signal, stderr).toBe('SIGKILL');
  await expireLeases(place);
  await runEvm(['worker', '--once'], { place, binary });
  return await violationsOf(place);
}

async function openWorld(): Promise<World> {
  const place = await createPlace('external');
  onTestFinished(async () => await place.remove());
  await createEvent(place, event);
  return { place, list: writeParticipantList(tempFolder(), { rows: 40, rejected: 0 }) };
}

async function submit(place: TestPlace, list: string): Promise<void> {
  const { exitCode, stderr } = await runEvm(['import', list, '--event', event, '--detach'], {
    place,
  });
  expect(exitCode, stderr).toBe(0);
}

async function violationsOf(place: TestPlace): Promise<string[]> {
  const context = await openTestContext(place);
  try {
    return await findViolations(context);
  } finally {
    await context.close();
  }
}

/** Resolves when so many sessions wait for a lock, for one of `holder` if it is given. */
async function waitForSleepers(place: TestPlace, count: number, holder?: pg.Client): Promise<void> {
  // The types of pg lack the id by which the server knows a connection.
  const { processID = null } = (holder ?? {}) as { processID?: number };
  await onDatabase(place, (client) =>
    eventually(`${count} sessions wait for a lock`, async () => {
      const { rows } = await client.query(
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'
           AND ($1::integer IS NULL OR $1 = ANY (pg_blocking_pids(pid)))`,
        [processID],
      );
      return rows.length >= count ? true : undefined;
    }),
  );
}

async function onDatabase<Result>(
  { databaseUrl }: TestPlace,
  act: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A place is removed while somebody still waits in vain in it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
