import { defineCommand, requiredOption } from '../define-command.js';
import { drawArgument, reasonText } from './draw-options.js';
import { presentDraw } from './present-draw.js';
import { renderDraw } from './render-draw.js';

export const command = defineCommand({
  name: 'draw void',
  summary: 'Declare a draw void, with the reason; nothing of it is hidden',
  description:
    'Pool, winners and log stay to be seen. Its winners no longer count as previous winners. The reason is\npublished with the transcript, so it names nobody.',
  arguments: [drawArgument],
  options: { reason: requiredOption('--reason <text>', 'why; it is published', reasonText) },
  examples: [
    { command: 'evm draw void 0192f3a1 --reason "the wrong prize"', note: 'also once confirmed' },
  ],
  async run(session, { draw, reason }) {
    const { findDraw } = await import('../../core/draws/find-draw.js');
    const { voidDraw } = await import('../../core/draws/settle-draw.js');
    const { showDraw } = await import('../../core/draws/show-draw.js');
    const context = await session.openContext();
    const found = await findDraw(context, draw);
    const { isRepeated } = await voidDraw(context, found, reason);
    if (isRepeated) session.note('it was void before; the first reason stays');
    const shown = await showDraw(context, found.id);
    return await presentDraw(session, { context, shown }, undefined);
  },
  render: renderDraw,
});
