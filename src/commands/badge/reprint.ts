import { z } from 'zod';
import { formatRegistrationNumber } from '../../core/participants/schema.js';
import { defineCommand, option, requiredOption } from '../define-command.js';

export const command = defineCommand({
  name: 'badge reprint',
  summary: 'Print a badge again with the next copy number; the old one opens no gate any more',
  description: 'The ticket in the mail is an old copy then, too.',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    participant: requiredOption('--participant <who>', 'whose: #042, e-mail, code or name'),
    printer: requiredOption('--printer <printer>', 'name of the printer'),
    reason: requiredOption(
      '--reason <text>',
      'why, for the record',
      z.string().trim().min(1).max(200),
    ),
    template: option('--template <template>', 'what it looks like'),
  },
  examples: [
    {
      command:
        'evm badge reprint --event devday --participant \'#042\' --printer north --reason "lost it"',
      note: 'copy 2',
    },
  ],
  async run(session, { event: reference, participant: who, printer: name, reason, template }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { findPrinter } = await import('../../core/printing/manage-printers.js');
    const { findFittingTemplate } = await import('../../core/printing/find-fitting-template.js');
    const { reprintBadge } = await import('../../core/printing/settle-badge.js');
    const { closePrinterBell, ringPrinters } = await import('../../core/printing/ring-printers.js');
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    const participant = await findParticipant(context, event, who);
    const printer = await findPrinter(context, name);
    await findFittingTemplate(context, { eventId: event.id, template }, printer.profile);
    const number = formatRegistrationNumber(participant.number);
    await session.confirm(
      `Print the badge of ${number} again? The copy before opens no gate then.`,
    );
    const { operator: askedBy } = await session.config();
    const request = { event, participant, printer, template, reason, askedBy };
    const { id, copy } = await reprintBadge(context, request);
    session.onClose(async () => await closePrinterBell(context));
    await ringPrinters(context, [printer.id]);
    return { reprint: { id, copy, registrationNumber: number, printer: printer.name } };
  },
  render: ({ reprint: { copy, registrationNumber, printer } }, io) => [
    `${io.good('✓')} copy ${copy} of ${registrationNumber} waits for ${printer}; copy ${copy - 1} opens no gate any more`,
  ],
});
