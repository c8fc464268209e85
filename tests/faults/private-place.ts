import pg from 'pg';
import { expect, onTestFinished } from 'vitest';
import type { TestPlace } from '../support/database.js';
import type { PostgresDaemon } from '../support/postgres-daemon.js';
import { runEvm } from '../support/run-evm.js';
import { makeTempFolder, removeFolder } from '../support/temp.js';

/** A place on a server of the test's own, migrated with the queue in it; see createPlace. */
export async function createPrivatePlace(
  daemon: PostgresDaemon,
  name: string,
): Promise<TestPlace & { databaseUrl: string }> {
  const client = new pg.Client({ connectionString: daemon.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const home = makeTempFolder();
  onTestFinished(() => removeFolder(home));
  const databaseUrl = daemon.url.replace(/[^/]*$/, name);
  const env = { EVM_HOME: home, DATABASE_URL: databaseUrl };
  const place = {
    engine: 'external',
    home,
    databaseUrl,
    env,
    remove: async () => undefined,
  } as const;
  const { exitCode, stderr } = await runEvm(['db', 'migrate'], { place });
  expect(exitCode, stderr).toBe(0);
  return place;
}
