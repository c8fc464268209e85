import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/jobs/schema.js';
import {
  type CrashScenario,
  crashAtFirst,
  crashEverywhere,
  namesOfPoints,
} from '../support/crash-points.js';
import {
  createPlace,
  describeEachEngine,
  type Engine,
  type TestPlace,
} from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { makeTempFolder, removeFolder } from '../support/temp.js';
import { createRedisDatabase, hasPostgres, hasRedis } from '../support/test-daemons.js';
import { expireLeases, readJob } from './import-jobs.js';
import { type ImportResult, readImportResult } from './import-result.js';
import { writeParticipantList } from './participant-list.js';

const size = { rows: 60, rejected: 6 };
const event = 'crash-day';
/** The database, the lock and the keys are opened and closed like by every command. */
const notOwn = /^(?:file (?:link|remove) lock|embedded (?:open|close))$/;

describeEachEngine('a detached import', (engine) => {
  it('is finished once by the next worker, wherever a worker was killed', async () => {
    const tried = await crashEverywhere(workerScenario(engine), {
      thrifty: true,
      only: choiceFor(engine, /COPY|COMMIT|"imports"|"import_files"|notices|rename/),
    });
    tell(engine, 'worker', tried.length);
    const names = tried.map(({ name }) => name).join('\n');
    for (const name of ['sql COPY', 'sql delete from "import_files"', 'sql INSERT INTO notices']) {
      expect(names).toContain(name);
    }
  });

  it('is either there or not, and can be given again, wherever the submission was killed', async () => {
    const tried = await crashEverywhere(submitScenario(engine), {
      thrifty: true,
      only: choiceFor(engine, /COMMIT|"imports"|"import_files"/),
    });
    tell(engine, 'submission', tried.length);
    expect(tried.map(({ name }) => name).join('\n')).toContain('sql insert into "import_files"');
  });
});

describe.skipIf(!hasPostgres())('an import that kills every worker', () => {
  it('is set aside with a reason after the fifth', async () => {
    const world = await prepare('external');
    try {
      await submit(world);
      const at = await crashBeforeCopy();
      for (let crash = 1; crash <= 5; crash++) {
        const { signal, stderr } = await work(world, at);
        expect(signal, stderr).toBe('SIGKILL');
        await expireLeases(world.place);
      }
      const { exitCode, stderr } = await work(world, {});
      expect(exitCode, stderr).toBe(0);
      const job = await readJob(world.place);
      expect(job).toMatchObject({ status: 'failed', crashes: 5, attempts: 0 });
      expect(job.error).toMatch(/died 5 times.*QUARANTINED/);
    } finally {
      await dispose(world);
    }
  });
});

/** Each start of the embedded database takes seconds: usually only the telling effects are tried. */
function choiceFor(engine: Engine, telling: RegExp): (name: string) => boolean {
  const triesAll = engine === 'external' || process.env.EVM_FAULT_ROUNDS !== undefined;
  return (name) => !notOwn.test(name) && (triesAll || telling.test(name));
}

interface World {
  place: TestPlace;
  folder: string;
  args: string[];
  /** The queue; the embedded one needs none to hand something over. */
  env: Record<string, string>;
}

function workerScenario(engine: Engine): CrashScenario<World> {
  const check = compareWithUndisturbed();
  return {
    async prepare() {
      const world = await prepare(engine);
      await submit(world);
      return world;
    },
    attempt: async (world, env) => await work(world, env),
    async recover(world) {
      await expireLeases(world.place);
      await finish(world);
    },
    async check(world, crash) {
      const [job] = await check(world, crash !== undefined);
      expect(job).toMatchObject({ status: 'completed', attempts: 0, progress: 100 });
      expect(job?.crashes).toBeLessThanOrEqual(crash ? 1 : 0);
    },
    dispose,
  };
}

function submitScenario(engine: Engine): CrashScenario<World> {
  const check = compareWithUndisturbed();
  return {
    prepare: async () => await prepare(engine),
    attempt: async ({ place, args, env }, crashEnv) =>
      await runEvm(args, { place, env: { ...env, ...crashEnv } }),
    async recover(world) {
      // Whoever saw no answer gives it again; when the first one is there, one of them finds it done.
      await submit(world);
      await finish(world);
    },
    check: async (world, crash) => void (await check(world, crash !== undefined)),
    dispose,
  };
}

async function prepare(engine: Engine): Promise<World> {
  const place = await createPlace(engine);
  const folder = makeTempFolder();
  const list = writeParticipantList(folder, size);
  const report = join(folder, 'rejects.csv');
  const args = ['import', list, '--event', event, '--create-event', '--report', report];
  const env: Record<string, string> =
    engine === 'external' && hasRedis() ? { EVM_REDIS_URL: await redisUrl() } : {};
  return { place, folder, args: [...args, '--detach', '--json'], env };
}

let redis: { url: string; drop(): Promise<void> } | undefined;
afterAll(async () => await redis?.drop());

async function redisUrl(): Promise<string> {
  redis ??= await createRedisDatabase();
  return redis.url;
}

async function submit({ place, args, env }: World): Promise<void> {
  const { exitCode, stderr, json } = await runEvm(args, { place, env });
  expect(exitCode, stderr).toBe(0);
  expect(json.job).toMatchObject({ event, status: 'pending' });
}

async function work({ place }: World, env: Record<string, string>) {
  const told = { EVM_NOTIFY_EMAIL: 'ops@example.com', ...env };
  return await runEvm(['worker', '--once', '--only', 'imports'], { place, env: told });
}

async function finish(world: World): Promise<void> {
  const { exitCode, stderr } = await work(world, {});
  expect(exitCode, stderr).toBe(0);
}

async function dispose({ place, folder }: World): Promise<void> {
  await place.remove();
  removeFolder(folder);
}

async function crashBeforeCopy(): Promise<Record<string, string>> {
  const world = await prepare('external');
  try {
    await submit(world);
    const names = await namesOfPoints(async (env) => await work(world, env));
    return crashAtFirst(names, /^sql COPY/, 'before');
  } finally {
    await dispose(world);
  }
}

/** Returns the jobs, whose tries and times may differ. */
function compareWithUndisturbed() {
  let undisturbed: unknown;
  return async ({ place, folder }: World, isCrashed: boolean): Promise<Job[]> => {
    const { jobs, ...found } = await readImportResult(place, { folder, event });
    expect(found.violations).toEqual([]);
    // Handed over twice, because the first answer was lost: the second one only says who did it.
    const imports = found.imports.filter(({ status }) => status !== 'cancelled');
    const result = { ...found, imports };
    if (isCrashed) expect(result).toEqual(undisturbed);
    else expectComplete(result);
    undisturbed ??= result;
    return jobs;
  };
}

function expectComplete(result: Omit<ImportResult, 'jobs'>): void {
  expect(result).toMatchObject({
    events: [event],
    ticketCodes: 54,
    imports: [{ status: 'done', counts: { total: 60, created: 54, rejected: 6 } }],
    facts: ['event.created', 'import.completed'],
    notices: ['processing_complete'],
    storedParts: 0,
  });
  expect(result.report.trim().split('\n')).toHaveLength(7);
}

function tell(engine: Engine, what: string, points: number): void {
  process.stderr.write(
    `[faults] detached import, ${engine}, ${what}: killed at ${points} points\n`,
  );
}
