import { type ExitCode, exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand } from '../define-command.js';
import { describeActivity, describeJobs } from './describe-printer.js';
import { printerArgument } from './printer-argument.js';

export const command = defineCommand({
  name: 'printer status',
  summary: 'Ask a printer how it is, and show what waits for it',
  description:
    'Ends with exit code 6 when it cannot print. One that prints badges now is not disturbed.',
  arguments: [printerArgument],
  examples: [{ command: 'evm printer status north', note: 'paper, cover, badges' }],
  async run(session, input) {
    const { findPrinter } = await import('../../core/printing/manage-printers.js');
    const { listPrinters } = await import('../../core/printing/list-printers.js');
    const { tryPrinter } = await import('../../core/printing/try-printer.js');
    const { usualTools } = await import('../../core/printing/feed-printer.js');
    const context = await session.openContext();
    const printer = await findPrinter(context, input.printer);
    const listed = (await listPrinters(context)).find(({ id }) => id === printer.id);
    if (!listed) return undefined;
    // A worker that prints asks it before each badge.
    const answer =
      listed.activity === 'printing'
        ? null
        : await tryPrinter(context, usualTools, { printer, print: false });
    return { printer: { ...listed, answer } };
  },
  render: ({ printer }, io) => {
    const { answer } = printer;
    const isWell = answer === null || answer.isReady;
    const says = answer?.answers ? 'ready' : 'reachable; it is not asked for its state';
    return [
      `${isWell ? io.good('✓') : io.bad('✗')} ${printer.name}: ${
        answer === null ? describeActivity(printer) : (answer.reason ?? says)
      }`,
      `  ${describeJobs(printer)}`,
      ...(printer.activity === 'paused' || printer.activity === 'stopped'
        ? [`  ${describeActivity(printer)}`]
        : []),
    ];
  },
  exitCode: ({ printer: { answer } }): ExitCode =>
    answer === null || answer.isReady ? exitCodes.done : exitCodes.unavailable,
});
