import pg from 'pg';
import { installDebianPackages } from './debian-packages.js';
import { findPostgresFolder, findRedisServer, oldestPostgres } from './find-binaries.js';
import { startPostgresDaemon } from './postgres-daemon.js';
import { startRedisDaemon } from './redis-daemon.js';

/** What a test run works with, and what it has to leave out. */
export interface ProvidedDaemons {
  /** A server whose account may create databases. */
  postgresUrl: string | undefined;
  redisUrl: string | undefined;
  /** One sentence for each thing that is missing, with what to do about it. */
  leftOut: string[];
  close(): Promise<void>;
}

/**
 * Finds or provides PostgreSQL and Redis: the given URLs, else the programs on this machine, else
 * Debian's packages where they may be installed.
 */
export async function provideDaemons(
  environment: NodeJS.ProcessEnv,
  tell: (line: string) => void,
): Promise<ProvidedDaemons> {
  const given = {
    postgres: environment.EVM_TEST_DATABASE_URL || undefined,
    redis: environment.EVM_TEST_REDIS_URL || undefined,
  };
  const reason = installMissing(given, tell);
  const closers: (() => Promise<void>)[] = [];
  const leftOut: string[] = [];

  let postgresUrl = given.postgres;
  if (postgresUrl) await checkVersion(postgresUrl);
  if (!findPostgresFolder()) {
    leftOut.push(
      missing(postgresUrl, 'PostgreSQL', `${oldestPostgres} or newer`, 'DATABASE', reason),
    );
  } else if (!postgresUrl) {
    const daemon = await startPostgresDaemon();
    closers.push(daemon.remove);
    postgresUrl = daemon.url;
  }

  let redisUrl = given.redis;
  if (!findRedisServer()) {
    leftOut.push(missing(redisUrl, 'Redis', 'redis-server', 'REDIS', reason));
  } else if (!redisUrl) {
    const daemon = await startRedisDaemon();
    closers.push(daemon.remove);
    redisUrl = daemon.url;
  }

  return {
    postgresUrl,
    redisUrl,
    leftOut,
    async close() {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

/** Removes what a run left on a server that lives on: its templates and what failed tests kept. */
export async function dropDatabasesOfRun(url: string, runId: string): Promise<void> {
  const found = await queryOnce<{ datname: string }>(
    url,
    `select datname from pg_database where datname like 'evm\\_test\\_${runId}\\_%'`,
  );
  for (const { datname } of found) {
    await queryOnce(url, `drop database if exists ${datname} with (force)`);
  }
}

/** Returns why nothing could be installed, when something was missing and could not. */
function installMissing(
  given: { postgres: string | undefined; redis: string | undefined },
  tell: (line: string) => void,
): string | undefined {
  const names: string[] = [];
  if (!given.postgres && !findPostgresFolder()) names.push('postgresql');
  if (!given.redis && !findRedisServer()) names.push('redis-server');
  if (names.length === 0) return undefined;
  tell(`installing for the tests: ${names.join(', ')}`);
  const outcome = installDebianPackages(names);
  return outcome.installed ? undefined : outcome.reason;
}

function missing(
  url: string | undefined,
  service: string,
  needed: string,
  variable: string,
  reason: string | undefined,
): string {
  const what = url
    ? `tests that stop and start a private ${service} server`
    : `every test that needs ${service}`;
  const way = url ? '' : `, or set EVM_TEST_${variable}_URL`;
  return `${what}: not installed${reason ? ` (${reason})` : ''}; install ${service} (${needed})${way}`;
}

async function checkVersion(url: string): Promise<void> {
  const [setting] = await queryOnce<{ server_version_num: string }>(url, 'show server_version_num');
  const version = Math.floor(Number(setting?.server_version_num) / 10_000);
  if (version >= oldestPostgres) return;
  throw new Error(`EVM_TEST_DATABASE_URL is PostgreSQL ${version}; ${oldestPostgres} is needed`);
}

async function queryOnce<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
