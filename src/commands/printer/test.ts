import { defineCommand, option } from '../define-command.js';
import { printerArgument } from './printer-argument.js';

export const command = defineCommand({
  name: 'printer test',
  summary: 'Print a sample badge that no gate lets in',
  arguments: [printerArgument],
  options: {
    template: option(
      '--template <template>',
      'built-in template; the label of 62 × 100 mm without it',
    ),
  },
  examples: [{ command: 'evm printer test north', note: 'does it come out, and straight?' }],
  async run(session, { printer: name, template }) {
    const { findPrinter } = await import('../../core/printing/manage-printers.js');
    const { tryPrinter } = await import('../../core/printing/try-printer.js');
    const { usualTools } = await import('../../core/printing/feed-printer.js');
    const context = await session.openContext();
    const printer = await findPrinter(context, name);
    session.note(`printing a sample on ${printer.name} …`);
    const answer = await tryPrinter(context, usualTools, { printer, print: true, template });
    return { printer: { id: printer.id, name: printer.name, ...answer } };
  },
  render: ({ printer: { name, answers } }, io) => [
    `${io.good('✓')} ${name} has ${answers ? 'printed' : 'taken'} a sample badge`,
  ],
});
