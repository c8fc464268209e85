import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildTemplate } from '../../../../src/core/runtime/database/build-template.js';
import type { Database } from '../../../../src/core/runtime/database/database.js';
import { openEmbeddedDatabase } from '../../../../src/core/runtime/database/embedded-database.js';
import {
  ensureMigrated,
  migrate,
  migrationStatus,
  unlockMigrations,
} from '../../../../src/core/runtime/database/migrate.js';
import { openDatabase } from '../../../../src/core/runtime/database/open-database.js';
import { createLogger } from '../../../../src/core/runtime/logger.js';
import {
  configOf,
  createPlace,
  describeEachEngine,
  type TestPlace,
} from '../../../support/database.js';

async function open(place: TestPlace): Promise<Database> {
  const logger = createLogger('silent');
  return await openDatabase(configOf(place), { logger, command: 'test' });
}

/** Tables, columns, constraints and indexes, as the database describes them. */
async function schemaOf({ knex }: Database): Promise<unknown[]> {
  const { rows } = await knex.raw(`
    SELECT table_name || '.' || column_name AS name, data_type || is_nullable AS what,
      coalesce(column_default, '') AS more
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conname, pg_get_constraintdef(oid), '' FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace
    ORDER BY 1, 2, 3`);
  return rows;
}

describeEachEngine('the schema', (engine) => {
  let place: TestPlace;
  let database: Database;
  let names: string[];
  beforeAll(async () => {
    place = await createPlace(engine, { prepared: false });
    database = await open(place);
  });
  afterAll(async () => {
    await database?.close();
    await place?.remove();
  });

  it('of a database without one is all pending', async () => {
    const isTemplate =
      engine === 'embedded' && (await migrationStatus(database)).pending.length === 0;
    if (isTemplate) await database.knex.raw('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const { applied, pending, unknown } = await migrationStatus(database);
    expect({ applied, unknown }).toEqual({ applied: [], unknown: [] });
    expect(pending.length).toBeGreaterThanOrEqual(3);
    expect(pending).toEqual([...pending].sort());
    names = pending;
  });

  it.runIf(engine === 'external')(
    'of an external database is the operator’s decision',
    async () => {
      await expect(ensureMigrated(database)).rejects.toMatchObject({
        code: 'DATABASE_NOT_MIGRATED',
        exitCode: 2,
        message: `the database lacks ${names.length} migrations of this version of evm`,
      });
      expect((await migrationStatus(database)).applied).toEqual([]);
    },
  );

  it('is brought up to date once, and the second time nothing happens', async () => {
    expect(await migrate(database)).toEqual(names);
    expect(await migrationStatus(database)).toEqual({ applied: names, pending: [], unknown: [] });
    expect(await migrate(database)).toEqual([]);
    await ensureMigrated(database);
  });

  it('is not touched while somebody else migrates, and can be freed when they died', async () => {
    await database
      .knex('knex_migrations')
      .where({ name: names.at(-1) })
      .delete();
    await database.knex('knex_migrations_lock').update({ is_locked: 1 });
    const print = vi.spyOn(console, 'log');
    await expect(migrate(database)).rejects.toMatchObject({
      code: 'DATABASE_MIGRATION_LOCKED',
      exitCode: 5,
    });
    // Standard output belongs to results.
    expect(print).not.toHaveBeenCalled();
    await unlockMigrations(database);
    expect(await database.knex('knex_migrations_lock').pluck('is_locked')).toEqual([0]);
    await database.knex('knex_migrations').insert({ name: names.at(-1), batch: 1 });
  });

  it('of a newer evm is refused, by migrations too', async () => {
    await database.knex('knex_migrations').insert({ name: '9999-future', batch: 9 });
    expect((await migrationStatus(database)).unknown).toEqual(['9999-future']);
    for (const act of [ensureMigrated, migrate]) {
      await expect(act(database)).rejects.toMatchObject({
        code: 'DATABASE_NEWER',
        exitCode: 2,
        message: expect.stringContaining('9999-future'),
      });
    }
    await database.knex('knex_migrations').where({ name: '9999-future' }).delete();
  });
});

describe('the prepared data directory', () => {
  it('has the very schema that migrations make', async () => {
    const fresh = await createPlace('embedded');
    const template = await createPlace('embedded', { prepared: false });
    const { extract } = await import('tar');
    const { mkdirSync, writeFileSync } = await import('node:fs');
    const packed = await buildTemplate(`${template.home}/scratch`);
    const file = `${template.home}/template.tar.gz`;
    writeFileSync(file, packed);
    mkdirSync(`${template.home}/database`);
    await extract({ file, cwd: `${template.home}/database` });
    expect(existsSync(`${template.home}/database/PG_VERSION`)).toBe(true);
    const schemas = [];
    for (const { home } of [fresh, template]) {
      const options = { home, command: 'test', ownerWaitSeconds: 0 };
      const database = await openEmbeddedDatabase(options);
      await ensureMigrated(database);
      schemas.push(await schemaOf(database));
      await database.close();
    }
    expect(schemas[0]?.length).toBeGreaterThan(50);
    expect(schemas[1]).toEqual(schemas[0]);
    await fresh.remove();
    await template.remove();
  });
});
