import { defineCommand, requiredOption } from '../define-command.js';
import { eventOption } from '../gate/gate-options.js';
import { prizeText, ruleOptions, toRequest, transcriptOption } from './draw-options.js';
import { presentDraw } from './present-draw.js';
import { renderCommitment } from './render-draw.js';

export const command = defineCommand({
  name: 'draw commit',
  summary: 'Fix the pool and the rules of a draw, and commit to its secret',
  description:
    'What it prints is to be published before the draw; --transcript writes it with the whole pool, which\nholds no personal data. Who registers or checks in later is not in the pool.',
  options: {
    event: eventOption,
    ...ruleOptions,
    prize: requiredOption('--prize <prize>', 'what is drawn', prizeText),
    transcript: transcriptOption,
  },
  examples: [
    {
      command:
        'evm draw commit --event devday --prize iPad --count 3 --pool checked-in --entropy-source "dice on stage"',
      note: 'before the break',
    },
  ],
  async run(session, { event: reference, prize, transcript, ...rules }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { commitDraw } = await import('../../core/draws/commit-draw.js');
    const { showDraw } = await import('../../core/draws/show-draw.js');
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    const id = await commitDraw(context, event, toRequest(prize, rules));
    const shown = await showDraw(context, id);
    return await presentDraw(session, { context, shown }, transcript);
  },
  render: renderCommitment,
});
