import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.js';
import type { Config } from '../config/config-schema.js';
import type { Database } from '../database/database.js';
import { databaseErrors } from '../database/errors.js';
import { readFingerprint } from '../installation-repository.js';
import type { Logger } from '../logger.js';
import { queueErrors } from '../queue/errors.js';
import { broken, type Check, fromError, ok, warning } from './check.js';
import type { InstalledKey } from './check-key.js';
import {
  type DatabaseFacts,
  measureClockDifference,
  readDatabaseFacts,
} from './database-facts-repository.js';

export interface DatabaseFindings {
  findings: Check[];
  /** The key that the database was made with; see `InstalledKey`. */
  key: InstalledKey;
}

/**
 * The record: version, schema, durability, clock. An embedded database that does not exist is not
 * made, and one that another process owns is left to it.
 */
export async function checkDatabase(config: Config, logger: Logger): Promise<DatabaseFindings> {
  if (!config.databaseUrl && !existsSync(join(config.home, 'database'))) {
    const found = `embedded, in ${config.home}: the first command makes it`;
    return { findings: [ok('database', found)], key: { kind: 'none' } };
  }
  let database: Database;
  try {
    database = await openWithoutWaiting(config, logger);
  } catch (error) {
    if (!databaseErrors.ownedByOther.matches(error)) throw error;
    const { pid, command, since } = error.facts;
    const found = `embedded, in use by \`${command}\` (pid ${pid}, since ${since})`;
    const hint = 'one process uses the embedded database at a time; ask again when it is done';
    return { findings: [warning('database', found, hint)], key: { kind: 'unknown' } };
  }
  try {
    return await examine(database, config);
  } finally {
    await database.close();
  }
}

async function openWithoutWaiting(config: Config, logger: Logger): Promise<Database> {
  const { openDatabase } = await import('../database/open-database.js');
  const impatient = { ...config, embedded: { ...config.embedded, ownerWaitSeconds: 0 } };
  return await openDatabase(impatient, { logger, command: 'evm doctor' });
}

async function examine(database: Database, config: Config): Promise<DatabaseFindings> {
  const facts = await readDatabaseFacts(database);
  const { schema, key } = await schemaFindings(database, config);
  const engine = database.engine === 'embedded' ? `embedded, in ${config.home}, ` : '';
  const findings = [
    ok('database', `${engine}PostgreSQL ${facts.version}`),
    ...schema,
    durabilityFinding(facts, database.engine),
  ];
  if (database.engine === 'external') {
    findings.push(clockFinding(await measureClockDifference(database, systemClock)));
  }
  return { findings, key };
}

async function schemaFindings(
  database: Database,
  config: Config,
): Promise<{ schema: Check[]; key: InstalledKey }> {
  const { migrationStatus } = await import('../database/migrate.js');
  const { applied, pending, unknown } = await migrationStatus(database);
  const schema = [schemaFinding(database, { applied, pending, unknown })];
  if (database.engine === 'external' && !config.redisUrl && pending.length === 0) {
    const { queueSchemaStatus } = await import('../queue/queue-schema.js');
    const { version, latest } = await queueSchemaStatus(database);
    schema.push(
      version < latest
        ? fromError('queue', queueErrors.notMigrated({}))
        : ok('queue', `in the database, schema ${version}`),
    );
  }
  if (!applied.includes('0001-events')) return { schema, key: { kind: 'none' } };
  const fingerprint = await readFingerprint(database);
  return { schema, key: fingerprint ? { kind: 'known', fingerprint } : { kind: 'none' } };
}

function schemaFinding(
  { engine }: Database,
  { applied, pending, unknown }: { applied: string[]; pending: string[]; unknown: string[] },
): Check {
  if (unknown.length > 0) return fromError('schema', databaseErrors.newerSchema({ unknown }));
  if (pending.length === 0) return ok('schema', `up to date (${applied.at(-1) ?? 'empty'})`);
  const lacking = databaseErrors.notMigrated({ pending: pending.length });
  if (engine === 'external') return fromError('schema', lacking);
  return ok('schema', `${lacking.message}; the next command applies them`);
}

/** What "imported" and exit code 0 promise rests on these settings. */
function durabilityFinding(facts: DatabaseFacts, engine: Database['engine']): Check {
  const settings = [
    `fsync ${facts.fsync}`,
    `synchronous_commit ${facts.synchronousCommit}`,
    `full_page_writes ${facts.fullPageWrites}`,
  ].join(', ');
  if (engine === 'embedded') {
    return ok('durability', 'survives the end of its process; for power cuts use PostgreSQL');
  }
  const isDurable = [facts.fsync, facts.fullPageWrites].every((value) => value === 'on');
  if (isDurable && facts.synchronousCommit !== 'off') return ok('durability', settings);
  const hint = 'set fsync, synchronous_commit and full_page_writes to on: a crash may lose data';
  return broken('durability', settings, hint);
}

function clockFinding(seconds: number): Check {
  const found = `${Math.abs(seconds).toFixed(2)} s from the database's`;
  if (Math.abs(seconds) <= 1) return ok('clock', found);
  return fromError('clock', queueErrors.clockSkew({ seconds }));
}
