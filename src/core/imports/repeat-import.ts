import { importErrors } from './errors.js';
import type { ParsedRow } from './parse-row.js';
import type { PreparedImport } from './prepare-import.js';
import type { RowIssue } from './row-issue.js';
import type { ImportDocument } from './schema.js';
import { openRejects } from './write-rejects.js';

/**
 * The document of a file that was imported before: nothing is written, every row that went in then
 * is unchanged now, and the rejected ones are rejected still. A report that is asked for only now is
 * made from the file, so nobody has to import anything twice to get it; a dry run makes none.
 * Errors: IMPORT_REPORT_INCOMPLETE.
 */
export async function rejectedAgain(
  prepared: PreparedImport,
  { earlier, dryRun }: { earlier: ImportDocument; dryRun: boolean },
): Promise<ImportDocument> {
  const { total, rejected } = earlier.counts;
  if (!dryRun) await writeReport(prepared, earlier);
  return {
    ...earlier,
    status: 'already_imported',
    report: dryRun ? null : (prepared.options.report ?? null),
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

async function writeReport(prepared: PreparedImport, earlier: ImportDocument): Promise<void> {
  const rejects = openRejects(prepared);
  if (!rejects) return;
  const refusals = refusalsByRow(earlier);
  let rows = 0;
  try {
    for await (const batch of prepared.table.rows) {
      for (const row of batch) {
        const issues = issuesOf(prepared.parse(row)) ?? refusals.get(row.row);
        if (!issues) continue;
        rows += 1;
        await rejects.add(row, issues);
      }
    }
    if (earlier.issuesTruncated && rows < earlier.counts.rejected) {
      throw importErrors.reportIncomplete({ id: earlier.id });
    }
  } catch (error) {
    await rejects.discard();
    throw error;
  }
  await rejects.publish();
}

function issuesOf(parsed: ParsedRow): readonly RowIssue[] | undefined {
  return parsed.kind === 'rejected' ? parsed.issues : undefined;
}

/** What a row alone does not tell: that the event had no place for it then. */
function refusalsByRow({ issues }: ImportDocument): ReadonlyMap<number, readonly RowIssue[]> {
  return new Map(issues.filter(isRefusal).map((issue) => [issue.row, [issue]]));
}

function isRefusal({ code }: RowIssue): boolean {
  return code === 'event_full' || code === 'event_closed';
}
