import type { PreparedImport } from './prepare-import.js';
import type { ImportDocument } from './schema.js';
import { openRejects } from './write-rejects.js';

/**
 * The document of a file that was imported before: nothing is written, every row that went in then
 * is unchanged now, and the rejected ones are rejected still. A report that is asked for only now is
 * made from the file, so nobody has to import anything twice to get it.
 */
export async function rejectedAgain(
  prepared: PreparedImport,
  earlier: ImportDocument,
): Promise<ImportDocument> {
  const { total, rejected } = earlier.counts;
  try {
    await writeReport(prepared);
  } finally {
    await prepared.table.close();
  }
  return {
    ...earlier,
    status: 'already_imported',
    report: prepared.options.report ?? null,
    counts: {
      total,
      created: 0,
      updated: 0,
      unchanged: total - rejected,
      duplicates: 0,
      waitlisted: 0,
      rejected,
    },
  };
}

async function writeReport(prepared: PreparedImport): Promise<void> {
  const rejects = openRejects(prepared);
  if (!rejects) return;
  try {
    for await (const batch of prepared.table.rows) {
      for (const row of batch) {
        const parsed = prepared.parse(row);
        if (parsed.kind === 'rejected') await rejects.add(row, parsed.issues);
      }
    }
    await rejects.publish();
  } catch (error) {
    await rejects.discard();
    throw error;
  }
}
