import { defineCommand } from '../define-command.js';
import { renderNext } from '../event/render-event.js';
import { formatTable } from '../output/table.js';
import { eventOption } from './gate-options.js';

export const command = defineCommand({
  name: 'gate list',
  summary: 'List the gates of an event',
  options: { event: eventOption },
  examples: [{ command: 'evm gate list --event seoul-devday', note: 'the gates by code' }],
  async run(session, input) {
    const { listGates } = await import('../../core/events/list-gates.js');
    const { presentGate } = await import('../../core/events/gate-document.js');
    const context = await session.openContext();
    const { event, gates } = await listGates(context, input.event);
    return { gates: gates.map((gate) => ({ ...presentGate(gate), event: event.slug })) };
  },
  render({ gates }, io) {
    if (gates.length === 0) {
      return ['no gates', ...renderNext('evm gate add --event <event> --code G1', io)];
    }
    return formatTable({
      columns: [
        { header: 'code' },
        { header: 'name', shrink: true },
        { header: 'per minute', align: 'right' },
        { header: 'state' },
      ],
      rows: gates.map((gate) => [
        gate.code,
        gate.name,
        gate.capacityPerMinute,
        gate.active ? 'active' : 'closed',
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
  },
});
