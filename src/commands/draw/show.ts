import { defineCommand } from '../define-command.js';
import { formatTime } from '../output/format.js';
import { drawArgument, transcriptOption } from './draw-options.js';
import { presentDraw } from './present-draw.js';
import { renderDraw } from './render-draw.js';

export const command = defineCommand({
  name: 'draw show',
  summary: 'Show a draw: rules, pool, winners, and everything that was done to it',
  description:
    '--transcript writes what anybody can compute the draw from; before the draw, what was committed to.',
  arguments: [drawArgument],
  options: { transcript: transcriptOption },
  examples: [{ command: 'evm draw show 0192f3a1 --transcript ipad.json', note: 'to publish' }],
  async run(session, { draw, transcript }) {
    const { showDraw } = await import('../../core/draws/show-draw.js');
    const context = await session.openContext();
    const shown = await showDraw(context, draw);
    const presented = await presentDraw(session, { context, shown }, transcript);
    return { ...presented, draw: { ...presented.draw, log: shown.log } };
  },
  render(data, io) {
    const zones = { event: data.timezone, terminal: io.zone };
    const acts = data.draw.log.map(({ act, by, at, reason }) => {
      const note = reason === null ? '' : `: ${reason}`;
      return io.faint(`  ${formatTime(at, zones)}  ${act} by ${by}${note}`);
    });
    return [...renderDraw(data, io), ...acts];
  },
});
