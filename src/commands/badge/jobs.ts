import { z } from 'zod';
import { printJobStates } from '../../core/printing/schema.js';
import { defineCommand, option } from '../define-command.js';
import { formatNumber } from '../output/format.js';
import { formatTable } from '../output/table.js';

const shown = 50;

export const command = defineCommand({
  name: 'badge jobs',
  summary: 'List badges on their way: waiting, printed, failed or unknown',
  description: [
    'Unknown means that it may or may not have come out: look. If it did, `evm badge confirm`; if not, or if',
    'it is only half a badge, `evm badge reprint`.',
  ].join('\n'),
  options: {
    event: option('--event <event>', 'event: slug, id or a unique beginning'),
    printer: option('--printer <printer>', 'name of the printer'),
    state: option('--state <state>', 'only these', z.enum(printJobStates)),
    limit: option(
      '--limit <count>',
      `how many (${shown})`,
      z.coerce.number().int().min(1).max(1000),
    ),
  },
  examples: [
    { command: 'evm badge jobs --event devday', note: 'the newest' },
    { command: 'evm badge jobs --event devday --state unknown', note: 'where a person decides' },
  ],
  async run(session, { event, printer, state, limit = shown }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findPrinter } = await import('../../core/printing/manage-printers.js');
    const { listPrintJobs } = await import('../../core/printing/list-print-jobs.js');
    const context = await session.openContext();
    const filter = {
      eventId: event === undefined ? undefined : (await findEvent(context, event)).id,
      printerId: printer === undefined ? undefined : (await findPrinter(context, printer)).id,
      state,
    };
    return await listPrintJobs(context, filter, limit);
  },
  render({ counts, jobs }, io) {
    const said = Object.entries(counts).filter(([, count]) => count > 0);
    const head = said.map(([state, count]) => `${formatNumber(count)} ${state}`).join(' · ');
    if (jobs.length === 0) return [head || 'no badges'];
    const table = formatTable({
      columns: [
        { header: 'badge' },
        { header: 'copy', align: 'right' },
        { header: 'printer' },
        { header: 'why' },
        { header: 'state' },
        { header: 'reason', shrink: true },
      ],
      rows: jobs.map((job) => [
        `${job.event} ${job.registrationNumber}`,
        job.copy,
        job.printer,
        job.occasion.replace('_', '-'),
        job.decision === 'reprinted' ? `${job.state}, reprinted` : job.state,
        job.reason ?? job.askedBecause,
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
    return [head, '', ...table];
  },
});
