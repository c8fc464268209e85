import { defineCommand, option } from '../define-command.js';
import { drawArgument, reasonText } from './draw-options.js';
import { presentDraw } from './present-draw.js';
import { renderDraw } from './render-draw.js';

export const command = defineCommand({
  name: 'draw redraw',
  summary: 'Give the prize of an absent winner to the next alternate',
  description:
    'Alternates were drawn with the winners, in the order in which they move up, so nothing is drawn anew.\nWho was absent stays on record. The same absence told twice counts once.',
  arguments: [drawArgument],
  options: {
    absent: option(
      '--absent <participant>',
      'the winner who is not there: number, e-mail, ticket code, id or name',
    ),
    reason: option('--reason <text>', 'a note for the log', reasonText),
  },
  examples: [{ command: "evm draw redraw 0192f3a1 --absent '#042'", note: 'nobody came on stage' }],
  async run(session, { draw, absent, reason }) {
    const { findDraw } = await import('../../core/draws/find-draw.js');
    const { redraw } = await import('../../core/draws/redraw.js');
    const { showDraw } = await import('../../core/draws/show-draw.js');
    const context = await session.openContext();
    const found = await findDraw(context, draw);
    let participantId: string | undefined;
    if (absent !== undefined) {
      const { findEvent } = await import('../../core/events/find-event.js');
      const { findParticipant } = await import('../../core/participants/find-participant.js');
      const event = await findEvent(context, found.eventId);
      participantId = (await findParticipant(context, event, absent)).id;
    }
    const { isRepeated } = await redraw(context, found, { participantId, reason });
    if (isRepeated) session.note('the next alternate has moved up already');
    const shown = await showDraw(context, found.id);
    return await presentDraw(session, { context, shown }, undefined);
  },
  render: renderDraw,
});
