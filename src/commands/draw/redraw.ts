import type { Absent } from '../../core/draws/redraw.js';
import type { Draw } from '../../core/draws/schema.js';
import type { Context } from '../../core/runtime/context.js';
import { defineCommand, option } from '../define-command.js';
import { drawArgument, quickOption, reasonText } from './draw-options.js';
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
      'the winner who is not there: number, e-mail, ticket code, id, name, or place:2 once erased',
    ),
    reason: option('--reason <text>', 'a note for the log', reasonText),
    quick: quickOption,
  },
  examples: [{ command: "evm draw redraw 0192f3a1 --absent '#042'", note: 'nobody came on stage' }],
  async run(session, { draw, absent, reason, quick }) {
    const { findDraw } = await import('../../core/draws/find-draw.js');
    const { redraw } = await import('../../core/draws/redraw.js');
    const { showDraw } = await import('../../core/draws/show-draw.js');
    const context = await session.openContext();
    const found = await findDraw(context, draw);
    const who = absent === undefined ? undefined : await readAbsent(context, found, absent);
    const { isRepeated, alternate } = await redraw(context, found, { who, reason });
    const shown = await showDraw(context, found.id);
    if (isRepeated) session.note('the next alternate has moved up already');
    else if (!quick) {
      const { showOnStage } = await import('./show-on-stage.js');
      await showOnStage(session, { context, shown, place: alternate });
    }
    return await presentDraw(session, { context, shown }, undefined);
  },
  render: renderDraw,
});

async function readAbsent(context: Context, draw: Draw, text: string): Promise<Absent> {
  const place = /^place:(\d{1,6})$/.exec(text.trim())?.[1];
  if (place !== undefined) return { place: Number(place) };
  const { findEvent } = await import('../../core/events/find-event.js');
  const { findParticipant } = await import('../../core/participants/find-participant.js');
  const event = await findEvent(context, draw.eventId);
  return { participantId: (await findParticipant(context, event, text)).id };
}
