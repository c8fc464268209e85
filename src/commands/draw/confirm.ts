import { defineCommand, option } from '../define-command.js';
import { drawArgument, reasonText } from './draw-options.js';
import { presentDraw } from './present-draw.js';
import { renderDraw } from './render-draw.js';

export const command = defineCommand({
  name: 'draw confirm',
  summary: 'Say that the winners of a draw are there and have their prizes',
  description:
    'From then on nobody is replaced any more. A confirmed draw can still be declared void.',
  arguments: [drawArgument],
  options: { reason: option('--reason <text>', 'a note for the log', reasonText) },
  examples: [{ command: 'evm draw confirm 0192f3a1', note: 'they came on stage' }],
  async run(session, { draw, reason }) {
    const { findDraw } = await import('../../core/draws/find-draw.js');
    const { confirmDraw } = await import('../../core/draws/settle-draw.js');
    const { showDraw } = await import('../../core/draws/show-draw.js');
    const context = await session.openContext();
    const found = await findDraw(context, draw);
    const { isRepeated } = await confirmDraw(context, found, reason);
    if (isRepeated) session.note('it was confirmed before');
    const shown = await showDraw(context, found.id);
    return await presentDraw(session, { context, shown }, undefined);
  },
  render: renderDraw,
});
