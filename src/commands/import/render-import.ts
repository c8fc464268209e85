import { relative } from 'node:path';
import type { ImportDocument } from '../../core/imports/schema.js';
import type { SubmittedImport } from '../../core/imports/submit-import.js';
import type { RenderIo } from '../define-command.js';
import { formatBytes, formatCount, formatDuration, formatNumber } from '../output/format.js';

const shownIssues = 10;

/** What became of a file, the rows that need a look, and what to do next. */
export function renderImport(document: ImportDocument, io: RenderIo): string[] {
  return [
    headline(document, io),
    countsLine(document),
    ...issueLines(document, io),
    ...nextLines(document, io),
  ];
}

export function renderSubmitted(job: SubmittedImport, io: RenderIo): string[] {
  if (job.status === 'already_imported') {
    return [`${io.good('✓')} nothing to do: this file was imported before (import ${job.id})`];
  }
  return [
    `${io.good('✓')} job ${job.id}: ${job.file}, ${formatBytes(job.size)}, about ${formatDuration(job.estimatedSeconds * 1000)}`,
    io.faint('  a worker does it: evm worker, or once: evm worker --once'),
    io.faint(`  follow it with: evm jobs show ${job.id.slice(0, 13)}`),
  ];
}

function headline(
  { status, counts, event, startedAt, finishedAt, id }: ImportDocument,
  io: RenderIo,
) {
  const rows = formatCount(counts.total, 'row');
  if (status === 'already_imported') {
    const when = finishedAt ? ` on ${finishedAt.slice(0, 16).replace('T', ' ')} UTC` : '';
    return `${io.good('✓')} nothing to do: this file was imported${when} (import ${id})`;
  }
  if (status === 'dry_run') {
    return `${io.warning('○')} dry run, nothing was written: ${rows} would end for ${event} like this`;
  }
  const time = Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '');
  const mark = counts.rejected > 0 ? io.warning('✓') : io.good('✓');
  const duration = Number.isNaN(time) ? '' : ` in ${formatDuration(time)}`;
  if (counts.created + counts.updated === 0) {
    return `${mark} read ${rows}, nothing of ${event} was changed${duration}`;
  }
  return `${mark} imported ${rows} into ${event}${duration}`;
}

function countsLine({ counts }: ImportDocument): string {
  const parts = (['created', 'updated', 'unchanged', 'duplicates', 'rejected'] as const).map(
    (name) => `${name} ${formatNumber(counts[name])}`,
  );
  const waitlisted =
    counts.waitlisted > 0 ? ` (${formatNumber(counts.waitlisted)} on the waitlist)` : '';
  return `  ${parts.join(' · ').replace(/^(created [\d,]+)/, `$1${waitlisted}`)}`;
}

function issueLines({ issues, counts, report, status }: ImportDocument, io: RenderIo): string[] {
  if (counts.rejected === 0) return [];
  const shown = issues
    .slice(0, shownIssues)
    .map(
      ({ row, sheetRow, field, message, value }) =>
        `    row ${String(sheetRow ?? row).padStart(4)}  ${field.padEnd(9)}  ${message}${value === '' ? '' : `: ${quote(value)}`}`,
    );
  const rest = issues.length - shown.length;
  const where = report ? ` (${nearestPath(report)} has them with the reasons)` : '';
  return [
    `${io.warning('!')} ${formatCount(counts.rejected, 'row needs', 'rows need')} a look${where}`,
    ...shown,
    ...(rest > 0 ? [io.faint(`    … ${formatNumber(rest)} more`)] : []),
    ...(report || status === 'dry_run'
      ? []
      : [io.faint('  get them as a file to correct and import: add --report rejects.csv')]),
  ];
}

function nextLines({ event, status, counts, welcome }: ImportDocument, io: RenderIo): string[] {
  if (status === 'already_imported') return [io.faint('  import it anew with --again')];
  if (status !== 'done') return [];
  const registered = formatCount(counts.duplicates, 'address was', 'addresses were');
  return [
    ...(counts.duplicates > 0
      ? [
          io.faint(
            `  ${registered} registered already or twice in the file: --on-existing update takes changes over`,
          ),
        ]
      : []),
    ...(welcome && counts.created > 0
      ? [
          io.faint(
            `  the welcome mail waits for a worker: evm up or evm worker sends it, evm email status --event ${event} tells`,
          ),
        ]
      : []),
    io.faint(`next: evm participant list --event ${event}`),
  ];
}

/** The way to a file from here, where that is shorter to read. */
function nearestPath(path: string): string {
  const fromHere = relative('', path);
  return fromHere.length < path.length && !fromHere.startsWith('..') ? fromHere : path;
}

/** A value as it stood in the file, cut to what helps to find it. */
function quote(value: string): string {
  const line = value.replace(/\s+/gu, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"`;
}
