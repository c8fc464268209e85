import type { Context } from '../runtime/context.js';
import { removeFilesOfEnded } from './stored-file-repository.js';

/** So long the file of an import that did not succeed waits for `evm jobs retry`. */
const keptDays = 7;

/**
 * Removes the stored files that nobody came back for: they are full of personal data. Those of imports
 * that are waiting or at work stay, however old. Can be called at any time, by anybody.
 */
export async function removeExpiredFiles(context: Pick<Context, 'database'>): Promise<void> {
  await removeFilesOfEnded(context.database.knex, keptDays);
}
