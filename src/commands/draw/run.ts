import { defineCommand, option } from '../define-command.js';
import { commandErrors } from '../errors.js';
import {
  drawArgument,
  entropyOption,
  quickOption,
  ruleOptions,
  toRequest,
  transcriptOption,
} from './draw-options.js';
import { presentDraw } from './present-draw.js';
import { renderDraw } from './render-draw.js';

export const command = defineCommand({
  name: 'draw run',
  summary: 'Draw the winners of a prize',
  description:
    'Draws what was committed to, or with --event commits and draws in one step. Drawn once, it gives the\nsame result for ever. At a terminal the names roll first; the result is stored before.',
  arguments: [{ ...drawArgument, required: false }],
  options: {
    event: option('--event <event>', 'commit and draw at once for this event'),
    ...ruleOptions,
    entropy: entropyOption,
    transcript: transcriptOption,
    quick: quickOption,
  },
  examples: [
    { command: 'evm draw run 0192f3a1 --entropy "6 2 5"', note: 'the dice on stage' },
    {
      command: 'evm draw run --event devday --prize iPad --count 3 --transcript ipad.json',
      note: 'in one step',
    },
  ],
  async run(session, { draw, event: reference, prize, entropy, transcript, quick, ...rules }) {
    const { showDraw } = await import('../../core/draws/show-draw.js');
    const { runAtOnce, runDraw } = await import('../../core/draws/run-draw.js');
    let id: string;
    let isFirst = true;
    if (draw === undefined) {
      if (reference === undefined || prize === undefined) {
        throw usage('name a draw, or with --event and --prize what is to be drawn at once');
      }
      const { findEvent } = await import('../../core/events/find-event.js');
      const event = await findEvent(await session.openContext(), reference);
      const request = { ...toRequest(prize, rules), entropy };
      id = await runAtOnce(await session.openContext(), event, request);
    } else {
      if ([reference, prize, ...Object.values(rules)].some(isGiven)) {
        throw usage('the rules of a draw were fixed with its commitment: only --entropy is given');
      }
      const { findDraw } = await import('../../core/draws/find-draw.js');
      const found = await findDraw(await session.openContext(), draw);
      ({ isFirst } = await runDraw(await session.openContext(), found, entropy));
      if (!isFirst) session.note('it was drawn before; this is its result');
      id = found.id;
    }
    const context = await session.openContext();
    const shown = await showDraw(context, id);
    if (isFirst && !quick) {
      const { showOnStage } = await import('./show-on-stage.js');
      await showOnStage(session, { context, shown });
    }
    return await presentDraw(session, { context, shown }, transcript);
  },
  render: renderDraw,
});

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

function usage(problem: string) {
  return commandErrors.usage({ problem, help: 'evm draw run --help' });
}
