import { z } from 'zod';
import type { RowIssue } from './row-issue.js';

/** How a file is read and applied; kept with the import, so a worker does just the same. */
export const ImportOptions = z.strictObject({
  /** What happens to a row whose address the event has already. */
  onExisting: z.enum(['skip', 'update']),
  /** What happens to columns that evm does not know. */
  extra: z.enum(['keep', 'drop', 'fail']),
  /** ISO 3166 code by which national phone numbers are read. */
  region: z.string(),
  /** `Header=field`, as given. */
  map: z.array(z.string()),
  encoding: z.string().optional(),
  delimiter: z.string().optional(),
  sheet: z.string().optional(),
  maxSize: z.number().int().positive().optional(),
  /** Whoever is registered gets the welcome mail with the ticket. */
  welcome: z.boolean().optional(),
  /** Where the rejected rows are written: an absolute path ending in .csv or .xlsx. */
  report: z.string().optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

/** How the rows of a file ended; `total` is the sum of all but `waitlisted`, which is within `created`. */
export interface ImportCounts {
  total: number;
  created: number;
  updated: number;
  unchanged: number;
  duplicates: number;
  waitlisted: number;
  rejected: number;
}

export function emptyCounts(): ImportCounts {
  return {
    total: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    duplicates: 0,
    waitlisted: 0,
    rejected: 0,
  };
}

export type ImportStatus =
  | 'pending'
  | 'running'
  | 'done'
  | 'failed'
  | 'held'
  | 'cancelled'
  | 'unknown'
  /** Nothing was written: this is what would happen. */
  | 'dry_run'
  /** The event has this very file with this mapping; nothing was written. */
  | 'already_imported';

/** The document of an import: what `--json` and `evm jobs show` print. */
export interface ImportDocument {
  id: string;
  /** Slug of the event. */
  event: string;
  file: string;
  status: ImportStatus;
  counts: ImportCounts;
  issues: RowIssue[];
  /** True when there are more issues than are listed; a report has all of them. */
  issuesTruncated: boolean;
  /** Whoever was registered gets the welcome mail. */
  welcome: boolean;
  report: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  rowsPerSecond: number | null;
}
