import { resolve } from 'node:path';
import { z } from 'zod';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { formatCount } from '../output/format.js';

const tablePath = z.string().regex(/\.(csv|xlsx)$/i, 'the name ends in .csv or .xlsx');

export const command = defineCommand({
  name: 'attendance export',
  summary: 'Export the scans of an event as CSV, XLSX or JSON',
  description: 'Accepted and refused ones. Without --out they are printed as JSON.',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    out: option('--out <file>', 'the file to write, .csv or .xlsx', tablePath),
  },
  examples: [
    { command: 'evm attendance export --event devday --out scans.xlsx', note: 'a workbook' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { eachScan, exportScans } = await import('../../core/attendance/list-scans.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    if (input.out !== undefined) {
      const path = resolve(session.cwd, input.out);
      const { rows } = await exportScans(context, { eventId: event.id, path });
      return { export: { event: event.slug, file: path, rows } };
    }
    const { scanDocument } = await import('../../core/attendance/scan-document.js');
    let separator = '';
    await session.write('{"scans":[');
    for await (const scan of eachScan(context, { eventId: event.id })) {
      await session.write(`${separator}\n${JSON.stringify(scanDocument(scan))}`);
      separator = ',';
    }
    await session.write('\n]}\n');
    return undefined;
  },
  render: (data, io) => [
    `${io.good('✓')} ${formatCount(data.export.rows, 'scan')} of ${data.export.event} in ${data.export.file}`,
  ],
});
