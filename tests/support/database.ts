import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, inject } from 'vitest';
import type { Clock } from '../../src/core/runtime/clock.js';
import { type Config, configSchema } from '../../src/core/runtime/config/config-schema.js';
import type { Context } from '../../src/core/runtime/context.js';
import { ensureMigrated, migrate } from '../../src/core/runtime/database/migrate.js';
import { openDatabase } from '../../src/core/runtime/database/open-database.js';
import { createIds } from '../../src/core/runtime/ids.js';
import { createLogger } from '../../src/core/runtime/logger.js';
import { openContext } from '../../src/core/runtime/open-context.js';
import type { Random } from '../../src/core/runtime/random.js';
import { oncePerRun } from './once-per-run.js';
import { makeTempFolder, removeFolder } from './temp.js';
import { createPostgresDatabase, hasPostgres, urlOfDatabase } from './test-daemons.js';

export type Engine = 'embedded' | 'external';

/** The most that may be configured: a service that answers late says 503, which few tests are about. */
const requestSeconds = 300;

/** An isolated place for one test's data. */
export interface TestPlace {
  readonly engine: Engine;
  /** The `EVM_HOME`: holds the embedded database, key files, stored uploads. */
  readonly home: string;
  /** Set for the external engine. */
  readonly databaseUrl: string | undefined;
  /** The environment that makes `evm` work here; see run-evm.ts. */
  readonly env: Record<string, string>;
  remove(): Promise<void>;
}

export interface TestContext extends Context {
  readonly place: TestPlace;
  /** Closes everything; also removes the place, unless it was given. */
  close(): Promise<void>;
}

/**
 * A fresh home and database, migrated and empty. `prepared: false` gives what a new installation
 * finds: an empty home, or an empty PostgreSQL database without a schema.
 */
export async function createPlace(
  engine: Engine,
  options: { prepared?: boolean } = {},
): Promise<TestPlace> {
  const prepared = options.prepared ?? true;
  const home = makeTempFolder();
  if (engine === 'embedded') {
    // Three times as quick as copying the thousand small files from here.
    if (prepared) execFileSync('cp', ['-R', await embeddedTemplate(), join(home, 'database')]);
    return placeOf(engine, home, undefined, async () => undefined);
  }
  const template = prepared ? await externalTemplate() : undefined;
  const database = await createPostgresDatabase({ template });
  return placeOf(engine, home, database.url, database.drop);
}

/**
 * Opens a context in a fresh place, or in the given one. `clock` and `random` replace the machine's;
 * `config` goes through the schema, so only what differs from the defaults is given.
 */
export async function openTestContext(
  where: Engine | TestPlace,
  options: {
    config?: Partial<Record<keyof Config, unknown>>;
    clock?: Clock;
    random?: Random;
  } = {},
): Promise<TestContext> {
  const place = typeof where === 'string' ? await createPlace(where) : where;
  const context = await openContext(configOf(place, options.config), { command: 'test' });
  const clock = options.clock ?? context.clock;
  const random = options.random ?? context.random;
  return {
    ...context,
    keyring: context.keyring,
    clock,
    random,
    ids: createIds(clock, random),
    place,
    async close() {
      await context.close();
      if (place !== where) await place.remove();
    },
  };
}

/**
 * The configuration of a place: silent, at a free port, with the patience of a slow machine, and otherwise with
 * every default.
 */
export function configOf(
  place: Pick<TestPlace, 'home' | 'databaseUrl'>,
  overrides: Partial<Record<keyof Config, unknown>> = {},
): Config {
  return configSchema.parse({
    home: place.home,
    ...(place.databaseUrl ? { databaseUrl: place.databaseUrl } : {}),
    operator: 'tester',
    log: { level: 'silent' },
    ...overrides,
    http: { port: 0, requestSeconds, ...(overrides.http as object | undefined) },
  });
}

/** Describes one suite twice, on PGlite and on PostgreSQL; the latter is skipped when left out. */
export function describeEachEngine(name: string, suite: (engine: Engine) => void): void {
  describe(`${name}, embedded`, () => suite('embedded'));
  describe.skipIf(!hasPostgres())(`${name}, external`, () => suite('external'));
}

function placeOf(
  engine: Engine,
  home: string,
  databaseUrl: string | undefined,
  drop: () => Promise<void>,
): TestPlace {
  return {
    engine,
    home,
    databaseUrl,
    env: {
      EVM_HOME: home,
      EVM_HTTP_REQUEST_SECONDS: String(requestSeconds),
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    },
    async remove() {
      await drop();
      removeFolder(home);
    },
  };
}

/** A PGlite data folder with the schema in it; copying it is quicker than making one. */
async function embeddedTemplate(): Promise<string> {
  const folder = await oncePerRun('embedded', async (home) => {
    const database = await openMigratable({ home, databaseUrl: undefined });
    await ensureMigrated(database);
    await database.close();
  });
  return join(folder, 'database');
}

/** The name of a PostgreSQL database with the schema in it, to be copied by the server. */
async function externalTemplate(): Promise<string> {
  const name = `evm_test_${inject('runId')}_template`;
  await oncePerRun('external', async (home) => {
    await createPostgresDatabase({ name });
    const database = await openMigratable({ home, databaseUrl: urlOfDatabase(name) });
    await migrate(database);
    await database.close();
  });
  return name;
}

async function openMigratable(place: Pick<TestPlace, 'home' | 'databaseUrl'>) {
  const logger = createLogger('silent');
  return await openDatabase(configOf(place), { logger, command: 'test template' });
}
