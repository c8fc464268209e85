import { exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand, requiredOption } from '../define-command.js';
import { formatCount } from '../output/format.js';

/** Shown of the rows that failed; all of them are in --json. */
const shownErrors = 10;

export const command = defineCommand({
  name: 'attendance import',
  summary: 'Record the scans of a file, as from a gate that was offline',
  description:
    'Columns: participant (registration number, e-mail or ticket code), gate, timestamp; method, ' +
    'direction and scan_id may be there. The same file again changes nothing.',
  arguments: [{ name: 'file', description: 'a .csv or .xlsx file, or - for standard input' }],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [
    { command: 'evm attendance import gate3.csv --event devday', note: 'a hundred at a time' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { importScans } = await import('../../core/attendance/import-scans.js');
    const { openSource } = await import('../open-source.js');
    const { imports } = await session.config();
    const source = await openSource(session, input, imports.maxSize);
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const { signal } = session;
    return { event: event.slug, ...(await importScans(context, event, source, { signal })) };
  },
  render({ totalProcessed, successful, failed, errors }, io) {
    const lines = [
      `${io.good('✓')} ${successful} of ${formatCount(totalProcessed, 'scan')} accepted`,
    ];
    if (failed === 0) return lines;
    const shown = errors.slice(0, shownErrors).map(({ row, reason }) => `  row ${row}: ${reason}`);
    const more = failed > shown.length ? [io.faint(`  … and ${failed - shown.length} more`)] : [];
    return [...lines, `${io.warning('!')} ${failed} not accepted`, ...shown, ...more];
  },
  exitCode: ({ failed }) => (failed > 0 ? exitCodes.rejectedRows : exitCodes.done),
});
