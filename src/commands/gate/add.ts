import { defineCommand, option, requiredOption } from '../define-command.js';
import { capacityOption, eventOption } from './gate-options.js';

export const command = defineCommand({
  name: 'gate add',
  summary: 'Add a gate to an event',
  options: {
    event: eventOption,
    code: requiredOption('--code <code>', 'code: 1 to 20 letters, digits, - or _, such as G1'),
    name: option('--name <name>', 'name that people read; the code when left out'),
    capacityPerMinute: capacityOption,
  },
  examples: [
    {
      command: 'evm gate add --event seoul-devday --code G1 --name "Main hall"',
      note: 'a gate',
    },
    {
      command: 'evm gate add --event seoul-devday --code G2 --name North --capacity-per-minute 20',
      note: 'with the number of people that it can let in, for forecasts',
    },
  ],
  async run(session, input) {
    const { addGate } = await import('../../core/events/add-gate.js');
    const { presentGate } = await import('../../core/events/gate-document.js');
    const context = await session.openContext();
    const { event, gate } = await addGate(context, input.event, {
      code: input.code,
      name: input.name,
      capacityPerMinute: input.capacityPerMinute ?? undefined,
    });
    return { gate: { ...presentGate(gate), event: event.slug } };
  },
  render: ({ gate }, io) => [
    `${io.good('✓')} gate ${io.strong(gate.code)} added to ${gate.event}: ${gate.name}`,
  ],
});
