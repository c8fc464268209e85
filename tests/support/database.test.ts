import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/core/runtime/clock.js';
import { migrationStatus } from '../../src/core/runtime/database/migrate.js';
import { createPlace, describeEachEngine, openTestContext } from './database.js';

describeEachEngine('a test context', (engine) => {
  it('is migrated, empty and apart from every other one', async () => {
    const [first, second] = [await openTestContext(engine), await openTestContext(engine)];
    expect(first.database.engine).toBe(engine);
    expect((await migrationStatus(first.database)).pending).toEqual([]);
    await first.database.knex.raw('create table only_here (id int)');
    const { rows } = await second.database.knex.raw("select to_regclass('only_here') as found");
    expect(rows).toEqual([{ found: null }]);
    await first.close();
    await second.close();
    expect(existsSync(first.place.home)).toBe(false);
  });

  it('runs on the clock it is given, and its ids follow it', async () => {
    const context = await openTestContext(engine, {
      clock: fixedClock('1970-01-01T00:00:00.001Z'),
    });
    expect(context.ids.next()).toMatch(/^00000000-0001-7/);
    await context.close();
  });

  it('can be opened again on the same place and finds its data', async () => {
    const place = await createPlace(engine);
    const first = await openTestContext(place);
    await first.database.knex.raw('create table kept (id int)');
    await first.close();
    const second = await openTestContext(place);
    const { rows } = await second.database.knex.raw('select count(*)::int as count from kept');
    expect(rows).toEqual([{ count: 0 }]);
    await second.close();
    await place.remove();
  });
});

describe('a place that is not prepared', () => {
  it('is an empty home', async () => {
    const place = await createPlace('embedded', { prepared: false });
    expect(existsSync(join(place.home, 'database'))).toBe(false);
    await place.remove();
  });
});
