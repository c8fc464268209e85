import { z } from 'zod';
import { defineCommand, option } from '../define-command.js';
import { commandErrors } from '../errors.js';
import { capacityOption, eventOption } from './gate-options.js';

export const command = defineCommand({
  name: 'gate update',
  summary: 'Change a gate',
  description: 'Only what is given changes. The code stays: scanners know the gate by it.',
  arguments: [{ name: 'gate', description: 'the gate: code, id or name', required: false }],
  options: {
    event: eventOption,
    code: option('--code <code>', 'the gate, by its code'),
    name: option('--name <name>', 'another name'),
    capacityPerMinute: capacityOption,
    active: option('--active <state>', 'on, or off for a closed gate', z.enum(['on', 'off'])),
  },
  examples: [
    { command: 'evm gate update G1 --event devday --name "Main hall"', note: 'another name' },
    { command: 'evm gate update G1 --event devday --active off', note: 'close the gate' },
  ],
  async run(session, input) {
    const gateReference = input.gate ?? input.code;
    if (
      gateReference === undefined ||
      (input.gate ?? gateReference) !== (input.code ?? gateReference)
    ) {
      const problem = 'one gate is needed: evm gate update <code> --event <event>';
      throw commandErrors.usage({ problem, help: 'evm help gate update' });
    }
    const { updateGate } = await import('../../core/events/update-gate.js');
    const { presentGate } = await import('../../core/events/gate-document.js');
    const context = await session.openContext();
    const { event, gate } = await updateGate(
      context,
      { event: input.event, gate: gateReference },
      {
        name: input.name,
        capacityPerMinute: input.capacityPerMinute,
        active: input.active === undefined ? undefined : input.active === 'on',
      },
    );
    return { gate: { ...presentGate(gate), event: event.slug } };
  },
  render: ({ gate }, io) => [
    `${io.good('✓')} gate ${io.strong(gate.code)} of ${gate.event}: ${[
      gate.name,
      ...(gate.capacityPerMinute === null ? [] : [`${gate.capacityPerMinute} per minute`]),
      gate.active ? 'active' : 'closed',
    ].join(', ')}`,
  ],
});
