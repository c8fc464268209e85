import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPlace, describeEachEngine, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

describeEachEngine('evm db', (engine) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await createPlace(engine, { prepared: false });
  });
  afterEach(async () => await place?.remove());

  const evm = async (...argv: string[]) => await runInProcess(argv, { env: place.env });

  it('brings an empty database up to date, the schema of the queue included, once', async () => {
    const before = (await evm('db', 'status', '--json')).json() as StatusDocument;
    expect(before.database).toMatchObject({ engine, queue: { version: 0 } });
    expect(before.database.migrations.pending).toContain('0001-events');

    const migrated = (await evm('db', 'migrate', '--json')).json();
    expect(migrated).toMatchObject({
      migration: { applied: before.database.migrations.pending, queue: { from: 0 } },
    });

    const after = (await evm('db', 'status', '--json')).json() as StatusDocument;
    expect(after.database.migrations.pending).toEqual([]);
    expect(after.database.queue.version).toBe(after.database.queue.latest);
    expect((await evm('db', 'migrate')).stdout).toBe('✓ nothing to do: the schema is up to date\n');
  });

  it('frees the lock of a killed migration, with a yes only', async () => {
    await evm('db', 'migrate');
    expect(await evm('db', 'unlock')).toMatchObject({ exitCode: 2 });
    expect(await evm('db', 'unlock', '--yes')).toMatchObject({ exitCode: 0 });
  });
});

interface StatusDocument {
  database: {
    migrations: { applied: string[]; pending: string[] };
    queue: { version: number; latest: number };
  };
}
