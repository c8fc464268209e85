import { defineCommand, flag, option, requiredOption } from '../define-command.js';
import { printerArgument } from './printer-argument.js';

export const command = defineCommand({
  name: 'printer gate',
  summary: 'Print the badges of those whom a gate lets in, as they come in',
  description: 'Each participant gets one, once; whoever has a badge already gets none.',
  arguments: [printerArgument],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    gate: requiredOption('--gate <gate>', 'code of the gate'),
    template: option('--template <template>', 'what the badges look like'),
    off: flag('--off', 'print nothing at this gate any more'),
  },
  examples: [
    { command: 'evm printer gate north --event devday --gate G1', note: 'at G1, on north' },
    { command: 'evm printer gate north --event devday --gate G1 --off', note: 'no more' },
  ],
  async run(session, { printer: name, event: reference, gate: code, template, off }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findGate } = await import('../../core/events/find-gate.js');
    const { assignGate, findPrinter } = await import('../../core/printing/manage-printers.js');
    const context = await session.openContext();
    const printer = await findPrinter(context, name);
    const event = await findEvent(context, reference);
    const gate = await findGate(context, event, code);
    await assignGate(context, { gate, template }, off ? undefined : printer);
    return { gate: { event: event.slug, code: gate.code, printer: off ? null : printer.name } };
  },
  render: ({ gate: { event, code, printer } }, io) => [
    `${io.good('✓')} gate ${code} of ${event} prints ${printer === null ? 'nothing' : `on ${printer}`}`,
  ],
});
