import pg from 'pg';
import { describe, expect, it } from 'vitest';
import {
  describeAddress,
  openExternalDatabase,
} from '../../../../src/core/runtime/database/external-database.js';
import { createLogger } from '../../../../src/core/runtime/logger.js';
import { eventually } from '../../../support/eventually.js';
import { createPostgresDatabase, hasPostgres } from '../../../support/test-daemons.js';

const logger = createLogger('silent');

describe('an external database that does not answer', () => {
  it('is named without its password, with what can be done', async () => {
    const connectionString = 'postgres://evm:s3cret@127.0.0.1:1/events';
    const opening = openExternalDatabase({ connectionString, poolSize: 1, logger });
    const error = await opening.catch((reason) => reason);
    expect(error).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      exitCode: 6,
      message:
        'the database at 127.0.0.1:1/events is not available: nothing listens there (connection refused)',
    });
    expect(JSON.stringify([error.message, error.hint, error.facts])).not.toContain('s3cret');
  });

  it.skipIf(!hasPostgres())('says that there is no such database', async () => {
    const { url, drop } = await createPostgresDatabase();
    await drop();
    const opening = openExternalDatabase({ connectionString: url, poolSize: 1, logger });
    await expect(opening).rejects.toMatchObject({
      message: expect.stringContaining('the database does not exist'),
    });
  });
});

describe.skipIf(!hasPostgres())('closing an external database', () => {
  it('waits for a query that nobody waits for', async () => {
    const { url, drop } = await createPostgresDatabase();
    const database = await openExternalDatabase({ connectionString: url, poolSize: 2, logger });
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(1)');
    const late = database.knex.raw('SELECT pg_advisory_lock(1)').then(() => 'answered');
    await eventually('the query waits', async () => {
      const { rows } = await holder.query(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'",
      );
      return rows[0];
    });
    const closing = database.close();
    await holder.end();
    await closing;
    expect(await late).toBe('answered');
    await drop();
  });
});

describe('the address of a database', () => {
  it.each([
    ['postgres://u:p@db.example:5433/evm?sslmode=require', 'db.example:5433/evm'],
    ['postgresql:///evm?host=/run/postgresql', '/run/postgresql/evm'],
    ['postgresql:///evm', 'localhost/evm'],
    ['postgres://u:p@ss@x/evm', 'x/evm'],
    ['u:p@host', 'the given address'],
  ])('of %s is %s', (connectionString, address) => {
    expect(describeAddress(connectionString)).toBe(address);
  });
});
