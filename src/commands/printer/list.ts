import { defineCommand } from '../define-command.js';
import { renderNext } from '../event/render-event.js';
import { formatTable } from '../output/table.js';
import {
  describeActivity,
  describeConnection,
  describeJobs,
  describeProfile,
} from './describe-printer.js';

export const command = defineCommand({
  name: 'printer list',
  summary: 'List the printers, what they do and what waits for them',
  examples: [{ command: 'evm printer list', note: 'all of them' }],
  async run(session) {
    const { listPrinters } = await import('../../core/printing/list-printers.js');
    return { printers: await listPrinters(await session.openContext()) };
  },
  render({ printers }, io) {
    if (printers.length === 0) {
      const next = 'evm printer add north --host 10.0.0.20 --language brother-ql';
      return ['no printers', ...renderNext(next, io)];
    }
    return formatTable({
      columns: [
        { header: 'printer' },
        { header: 'at' },
        { header: 'language', shrink: true },
        { header: 'gates' },
        { header: 'badges', shrink: true },
        { header: 'state', shrink: true },
      ],
      rows: printers.map((printer) => [
        printer.name,
        describeConnection(printer.connection),
        describeProfile(printer.profile),
        printer.gates.map(({ event, gate }) => `${event}/${gate}`).join(' '),
        describeJobs(printer),
        describeActivity(printer),
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
  },
});
