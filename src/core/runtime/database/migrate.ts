import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import type { Database } from './database.js';
import { databaseErrors } from './errors.js';

const folder = fileURLToPath(new URL('../../../../migrations/', import.meta.url));

export interface MigrationStatus {
  applied: string[];
  pending: string[];
  /** Applied to this database, but not known to this version of evm. */
  unknown: string[];
}

/**
 * Brings the schema up to this version; returns the names of the migrations that were applied.
 * Each migration is one transaction. Throws DATABASE_MIGRATION_LOCKED when another process is at it,
 * DATABASE_NEWER when a newer version has been.
 */
export async function migrate(database: Database): Promise<string[]> {
  const { unknown } = await migrationStatus(database);
  if (unknown.length > 0) throw databaseErrors.newerSchema({ unknown });
  try {
    const [, applied] = (await database.knex.migrate.latest({
      migrationSource: createMigrationSource(),
    })) as [number, string[]];
    return applied;
  } catch (error) {
    if (error instanceof Error && error.name === 'MigrationLocked') {
      throw databaseErrors.migrationLocked({}, error);
    }
    throw error;
  }
}

/** Frees the lock that a migration leaves behind when its process dies. */
export async function unlockMigrations(database: Database): Promise<void> {
  await database.knex.migrate.forceFreeMigrationsLock({ migrationSource: createMigrationSource() });
}

/** Compares the schema with this version; a database without any schema has everything pending. */
export async function migrationStatus(database: Database): Promise<MigrationStatus> {
  const known = migrationNames();
  const applied = await appliedMigrations(database.knex);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/**
 * Makes sure that the schema is this version's: the embedded database is migrated on the spot, an
 * external one is the operator's decision, so it ends with DATABASE_NOT_MIGRATED.
 */
export async function ensureMigrated(database: Database): Promise<void> {
  const { pending, unknown } = await migrationStatus(database);
  if (unknown.length > 0) throw databaseErrors.newerSchema({ unknown });
  if (pending.length === 0) return;
  if (database.engine === 'external') throw databaseErrors.notMigrated({ pending: pending.length });
  // The owner lock is ours, so a lock in the table is from a process that died.
  await unlockMigrations(database);
  await migrate(database);
}

async function appliedMigrations(knex: Knex): Promise<string[]> {
  const { rows } = await knex.raw<{ rows: { found: string | null }[] }>(
    "select to_regclass('knex_migrations')::text as found",
  );
  if (!rows[0]?.found) return [];
  return await knex('knex_migrations').orderBy('id').pluck<string[]>('name');
}

function createMigrationSource(): Knex.MigrationSource<string> {
  return {
    getMigrations: async () => migrationNames(),
    getMigrationName: (name) => name,
    getMigration: async (name) => {
      const file = migrationFiles().find((candidate) => nameOf(candidate) === name);
      return (await import(pathToFileURL(`${folder}${file}`).href)) as Knex.Migration;
    },
  };
}

function migrationNames(): string[] {
  return migrationFiles().map(nameOf);
}

/** `.ts` beside the sources, `.js` after the build. */
function migrationFiles(): string[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-[a-z-]+\.(ts|js)$/.test(file))
    .sort();
}

function nameOf(file: string): string {
  return file.replace(/\.(ts|js)$/, '');
}
