import { defineCommand } from '../define-command.js';
import { printerArgument } from './printer-argument.js';

export const command = defineCommand({
  name: 'printer resume',
  summary: 'Let a printer go on that was given up on',
  description:
    'A printer without paper, or with its cover open, goes on by itself. This is for one that is stopped.',
  arguments: [printerArgument],
  examples: [{ command: 'evm printer resume north', note: 'once the cause is mended' }],
  async run(session, input) {
    const { findPrinter, resumePrinter } = await import('../../core/printing/manage-printers.js');
    const { closePrinterBell, ringPrinters } = await import('../../core/printing/ring-printers.js');
    const context = await session.openContext();
    const printer = await findPrinter(context, input.printer);
    await resumePrinter(context, printer);
    session.onClose(async () => await closePrinterBell(context));
    await ringPrinters(context, [printer.id]);
    return { printer: { id: printer.id, name: printer.name } };
  },
  render: ({ printer: { name } }, io) => [`${io.good('✓')} ${name} goes on`],
});
