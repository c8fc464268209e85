import type { Context } from '../runtime/context.js';
import { importErrors } from './errors.js';
import { importDocument } from './import-document.js';
import { findImport } from './import-repository.js';
import { readIssues } from './issue-repository.js';
import type { ImportDocument } from './schema.js';

/** The document of one import, issues with their values included. Errors: IMPORT_NOT_FOUND. */
export async function showImport(
  context: Pick<Context, 'database' | 'keyring'>,
  id: string,
): Promise<ImportDocument> {
  const { knex } = context.database;
  const record = await findImport(knex, id);
  if (!record) throw importErrors.notFound({ id });
  return importDocument(record, await readIssues(knex, context.keyring, id));
}
