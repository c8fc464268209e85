import { PGlite } from '@electric-sql/pglite';
import { migrateQueue } from '../queue/queue-schema.js';
import { openOwned } from './embedded-database.js';
import { migrate } from './migrate.js';

/**
 * A data directory of the embedded database with all schemas in it, the queue's too, as a .tar.gz. Run
 * by the build; `folder` is scratch space that does not exist yet.
 */
export async function buildTemplate(folder: string): Promise<Buffer> {
  const database = await openOwned(folder, { release() {} });
  await migrate(database);
  await migrateQueue(database);
  await database.close();
  // Opened again: what is packed is a database that was closed, without half-filled log.
  const pglite = await PGlite.create(folder);
  const blob = await pglite.dumpDataDir('gzip');
  await pglite.close();
  return Buffer.from(await blob.arrayBuffer());
}
