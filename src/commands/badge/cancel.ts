import { defineCommand, option } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'badge cancel',
  summary: 'Cancel badges that wait to be printed',
  options: {
    event: option('--event <event>', 'of this event'),
    printer: option('--printer <printer>', 'for this printer'),
  },
  examples: [{ command: 'evm badge cancel --printer north', note: 'to print them on another one' }],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { printingErrors } = await import('../../core/printing/errors.js');
    const { findPrinter } = await import('../../core/printing/manage-printers.js');
    const { cancelBadges } = await import('../../core/printing/settle-badge.js');
    if (input.event === undefined && input.printer === undefined) throw printingErrors.whose({});
    const context = await session.openContext();
    const event = input.event === undefined ? undefined : await findEvent(context, input.event);
    const printer =
      input.printer === undefined ? undefined : await findPrinter(context, input.printer);
    await session.confirm('Cancel what waits to be printed?');
    return { cancelled: await cancelBadges(context, { event, printer }) };
  },
  render: ({ cancelled }, io) => [`${io.good('✓')} ${formatCount(cancelled, 'badge')} cancelled`],
});
