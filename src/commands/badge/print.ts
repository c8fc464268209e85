import { resolve } from 'node:path';
import { z } from 'zod';
import type { PrintPreview } from '../../core/printing/queue-badges.js';
import {
  type CommandSession,
  defineCommand,
  flag,
  option,
  repeatable,
  requiredOption,
} from '../define-command.js';
import { renderNext } from '../event/render-event.js';
import { fieldFilter } from '../field-filter.js';
import { formatCount, formatNumber } from '../output/format.js';
import { maskName } from '../output/mask.js';

export const command = defineCommand({
  name: 'badge print',
  summary: 'Print the badges of participants, each of them once',
  description: [
    'Workers print them; paper that runs out, an open cover or a printer that is away stops nothing else.',
    'Whoever has a badge gets no second one: that is `evm badge reprint`. --to-pdf is the way out when no',
    'printer works: one file for a printer of the office, and the badges count as printed. What waits for a',
    'printer stays out of it until `evm badge cancel`.',
  ].join('\n'),
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    participant: repeatable('--participant <who>', 'only this one: #042, e-mail, code or name'),
    checkedIn: flag('--checked-in', 'only who is there'),
    all: flag('--all', 'everybody who is registered'),
    filter: repeatable('--filter <key=value>', 'only who answered this', fieldFilter),
    printer: option('--printer <printer>', 'name of the printer'),
    toPdf: option('--to-pdf <file>', 'write them into a PDF instead'),
    order: option('--order <order>', 'in which order (number)', z.enum(['name', 'number'])),
    template: option('--template <template>', 'what they look like'),
    dryRun: flag('--dry-run', 'say whose badges it would be, print nothing'),
  },
  examples: [
    { command: 'evm badge print --event devday --all --printer north', note: 'before the event' },
    {
      command: "evm badge print --event devday --participant '#042' --printer north",
      note: 'one badge',
    },
    {
      command: 'evm badge print --event devday --checked-in --order name --to-pdf badges.pdf',
      note: 'when no printer works',
    },
  ],
  async run(session, input) {
    const { event: reference, all, checkedIn, filter: fields, dryRun, template, toPdf } = input;
    const { order = 'number' } = input;
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { findPrinter } = await import('../../core/printing/manage-printers.js');
    const { printingErrors } = await import('../../core/printing/errors.js');
    const { previewBadges, queueBadges } = await import('../../core/printing/queue-badges.js');
    const isSaid = all || checkedIn || fields.length > 0 || input.participant.length > 0;
    if (!isSaid || (input.printer === undefined) === (toPdf === undefined)) {
      throw printingErrors.whose({});
    }
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    const participants = [];
    for (const who of input.participant) {
      participants.push(await findParticipant(context, event, who));
    }
    const request = {
      ...{ event, fields, order, template },
      participants: input.participant.length > 0 ? participants : undefined,
      checkedIn: checkedIn || undefined,
      printer: input.printer === undefined ? undefined : await findPrinter(context, input.printer),
    };
    const preview = await previewBadges(context, request);
    announce(session, preview);
    const { selected, already } = preview;
    const common = {
      ...{ event: event.slug, template: preview.template, order, selected, already, dryRun },
      printer: request.printer?.name ?? null,
    };
    const wanted = selected - already;
    if (dryRun || wanted === 0) return { print: { ...common, file: null, queued: wanted } };
    if (input.participant.length === 0) await session.confirm(`Print ${formatBadges(wanted)}?`);
    const { operator: askedBy } = await session.config();
    const { printer } = request;
    if (!printer) {
      const { printToPdf } = await import('../../core/printing/print-to-pdf.js');
      const file = resolve(session.cwd, toPdf ?? '');
      const queued = await printToPdf(context, { ...request, askedBy, file });
      return { print: { ...common, file, queued } };
    }
    const { closePrinterBell, ringPrinters } = await import('../../core/printing/ring-printers.js');
    const queued = await queueBadges(context, { ...request, printer, askedBy });
    session.onClose(async () => await closePrinterBell(context));
    await ringPrinters(context, [printer.id]);
    return { print: { ...common, file: null, queued } };
  },
  render({ print: { event, printer, file, queued, already, dryRun } }, io) {
    const had = already > 0 ? `, ${formatNumber(already)} have theirs` : '';
    if (dryRun) return [`would print ${formatBadges(queued)}${had}`];
    if (queued === 0) return [`nothing to print${had}; print again on purpose: evm badge reprint`];
    if (file !== null) return [`${io.good('✓')} ${formatBadges(queued)} in ${file}${had}`];
    return [
      `${io.good('✓')} ${formatBadges(queued)} ${queued === 1 ? 'waits' : 'wait'} for ${printer}${had}`,
      ...renderNext(`evm badge jobs --event ${event}`, io),
    ];
  },
});

function announce(session: CommandSession, { selected, already, samples, template }: PrintPreview) {
  session.note(
    `${formatBadges(selected)} like ${template}; ${formatNumber(already)} printed or waiting`,
  );
  if (samples.length === 0) return;
  const more = selected - already - samples.length;
  const names = samples.map(({ name }) => maskName(name));
  const rest = more > 0 ? [`… ${formatNumber(more)} more`] : [];
  session.note(`  ${[...names, ...rest].join(' · ')}`);
}

function formatBadges(count: number): string {
  return formatCount(count, 'badge');
}
