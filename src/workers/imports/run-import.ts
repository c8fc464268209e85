import { runStoredImport } from '../../core/imports/run-stored-import.js';
import type { Process } from '../catalogue.js';

/** A detached import: reads the stored file and imports it in one transaction. */
export const process: Process = async (context, claim, options) => {
  await runStoredImport(context, claim, options);
  return undefined;
};
