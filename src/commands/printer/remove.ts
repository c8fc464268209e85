import { defineCommand } from '../define-command.js';
import { printerArgument } from './printer-argument.js';

export const command = defineCommand({
  name: 'printer remove',
  summary: 'Remove a printer for which no badge waits',
  arguments: [printerArgument],
  examples: [{ command: 'evm printer remove north', note: 'what it printed stays on record' }],
  async run(session, input) {
    const { findPrinter, removePrinter } = await import('../../core/printing/manage-printers.js');
    const context = await session.openContext();
    const printer = await findPrinter(context, input.printer);
    await session.confirm(`Remove the printer ${printer.name}?`);
    await removePrinter(context, printer);
    return { printer: { id: printer.id, name: printer.name } };
  },
  render: ({ printer: { name } }, io) => [`${io.good('✓')} printer ${name} removed`],
});
