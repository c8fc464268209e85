import { defineCommand } from '../define-command.js';
import { eventOption } from '../gate/gate-options.js';
import { shortId } from '../jobs/render-job.js';
import { formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';
import { namePerson } from './render-draw.js';

export const command = defineCommand({
  name: 'draw list',
  summary: 'List the draws of an event, the void ones too',
  options: { event: eventOption },
  examples: [{ command: 'evm draw list --event devday', note: 'in the order of commitment' }],
  async run(session, { event: reference }) {
    const { listDraws } = await import('../../core/draws/show-draw.js');
    const context = await session.openContext();
    const { event, draws } = await listDraws(context, reference);
    const { anonymousMode: anonymous } = event.features;
    return { event: event.slug, timezone: event.timezone, anonymous, draws };
  },
  render({ event, timezone, anonymous, draws }, io) {
    if (draws.length === 0) return [`no draws for ${event}`];
    return formatTable({
      columns: [
        { header: 'id' },
        { header: 'prize', shrink: true },
        { header: 'state' },
        { header: 'pool', align: 'right' },
        { header: 'drawn' },
        { header: 'winners', shrink: true },
      ],
      rows: draws.map((draw) => [
        io.isTerminal ? shortId(draw.id) : draw.id,
        draw.prize,
        draw.voidReason === null ? draw.status : `void: ${draw.voidReason}`,
        draw.people,
        draw.drawnAt && formatTime(draw.drawnAt, { event: timezone, terminal: io.zone }),
        draw.winners.map((winner) => namePerson(winner, anonymous)).join(', '),
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
  },
});
