import { resolve } from 'node:path';
import { TicketImageFormat } from '../../core/tickets/schema.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { formatCount, formatNumber } from '../output/format.js';

export const command = defineCommand({
  name: 'ticket export',
  summary: 'Write the QR codes of an event into a folder',
  description:
    'One image for each registered participant, and index.csv that says whose it is. Interrupted, the same command goes on from where it was; images that are there already are kept.',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    out: requiredOption('--out <folder>', 'folder to write into; made when it is missing'),
    format: option('--format <format>', 'png (the default) or svg', TicketImageFormat),
  },
  examples: [{ command: 'evm ticket export --event devday --out tickets', note: 'all as PNG' }],
  async run(session, { event: reference, out, format = 'png' }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { exportTickets } = await import('../../core/tickets/export-tickets.js');
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    session.progress.stage('writing');
    const result = await exportTickets(context, event, {
      folder: resolve(session.cwd, out),
      format,
      signal: session.signal,
      onProgress: (done, total) => session.progress.update({ done, total, unit: 'tickets' }),
    });
    return { export: result };
  },
  render({ export: { total, written, kept, folder, index } }, io) {
    if (total === 0) return [`${io.good('✓')} nothing to do: nobody is registered yet`];
    return [
      `${io.good('✓')} ${formatCount(total, 'ticket')} in ${folder}`,
      `  written ${formatNumber(written)} · kept ${formatNumber(kept)} · list ${index}`,
    ];
  },
});
