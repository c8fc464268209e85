import { Redis } from 'ioredis';
import pg from 'pg';
import { inject } from 'vitest';
import { findPostgresFolder, findRedisServer } from './find-binaries.js';

/** True when this run has the service; use with `describe.skipIf(!has…())`. */
export function hasPostgres(): boolean {
  return inject('daemons').postgresUrl !== null;
}

export function hasRedis(): boolean {
  return inject('daemons').redisUrl !== null;
}

/** True when a fault test can start private servers. */
export function hasPrivateDaemons(): boolean {
  if (process.env.EVM_TEST_SERVICES === 'none') return false;
  return findPostgresFolder() !== undefined && findRedisServer() !== undefined;
}

/** A new database on the run's PostgreSQL: empty, or a copy of `template`. */
export async function createPostgresDatabase(
  options: { name?: string; template?: string | undefined } = {},
): Promise<{ url: string; name: string; drop(): Promise<void> }> {
  const name = options.name ?? `evm_test_${inject('runId')}_${process.pid}_${nextNumber++}`;
  const copied = options.template ? `template ${options.template}` : '';
  await asAdministrator((client) => client.query(`create database ${name} ${copied}`));
  return { name, url: urlOfDatabase(name), drop: () => dropPostgresDatabase(name) };
}

/** Runs statements on the server's maintenance database. */
async function asAdministrator<Result>(
  act: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

export function urlOfDatabase(name: string): string {
  const url = new URL(postgresUrl());
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * A logical database of the run's Redis that no other test of this run is using now; emptied
 * first. A server has a fixed number of them, so the numbers go round.
 */
export async function createRedisDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { redisUrl } = inject('daemons');
  if (!redisUrl) throw new Error('this run has no Redis');
  const count = await onRedis(redisUrl, async (client) => {
    const settings = (await client.config('GET', 'databases')) as string[];
    const number = await client.incr('evm-test-databases');
    return 1 + (number % (Number(settings[1]) - 1));
  });
  const url = new URL(redisUrl);
  url.pathname = `/${count}`;
  const empty = () => onRedis(url.href, async (client) => void (await client.flushdb()));
  await empty();
  return { url: url.href, drop: empty };
}

let nextNumber = 1;

async function dropPostgresDatabase(name: string): Promise<void> {
  await asAdministrator((client) => client.query(`drop database if exists ${name} with (force)`));
}

function postgresUrl(): string {
  const { postgresUrl: url } = inject('daemons');
  if (!url) throw new Error('this run has no PostgreSQL');
  return url;
}

async function onRedis<Result>(
  url: string,
  act: (client: Redis) => Promise<Result>,
): Promise<Result> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await act(client);
  } finally {
    client.disconnect();
  }
}
