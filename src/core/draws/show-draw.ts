import { findEvent } from '../events/find-event.js';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { actDocument, type DrawDocument, drawDocument } from './draw-document.js';
import { selectActs, selectDraws } from './draw-repository.js';
import { type Commitment, readTranscriptOf } from './draw-transcript.js';
import { findDraw } from './find-draw.js';
import type { Draw, DrawnPerson, Transcript } from './schema.js';
import { selectDrawn, selectDrawnOf } from './winner-repository.js';

/** A draw with everything that is known of it. */
export interface ShownDraw {
  draw: Draw;
  event: Event;
  drawn: DrawnPerson[];
  document: DrawDocument;
  log: ReturnType<typeof actDocument>[];
}

/** Reads a draw as it is now. Errors: those of `findDraw` and `findEvent`. */
export async function showDraw(
  context: Pick<Context, 'database'>,
  reference: string,
): Promise<ShownDraw> {
  const draw = await findDraw(context, reference);
  const event = await findEvent(context, draw.eventId);
  const drawn = await selectDrawn(context.database.knex, draw.id);
  const document = drawDocument(draw, { event: event.slug, drawn });
  const acts = await selectActs(context.database.knex, draw.id);
  return { draw, event, drawn, document, log: acts.map(actDocument) };
}

/** The transcript of a draw, or its commitment before it is drawn; long for a large pool. */
export async function transcriptOf(
  context: Pick<Context, 'database'>,
  { draw, event, drawn }: Pick<ShownDraw, 'draw' | 'event' | 'drawn'>,
): Promise<Transcript | Commitment> {
  return await readTranscriptOf(context, draw, { event: event.slug, drawn });
}

/** All draws of an event in their order, the voided ones too. Errors: those of `findEvent`. */
export async function listDraws(
  context: Pick<Context, 'database'>,
  reference: string,
): Promise<{ event: Event; draws: DrawDocument[] }> {
  const event = await findEvent(context, reference);
  const draws = await selectDraws(context.database.knex, event.id);
  const ids = draws.map(({ id }) => id);
  const drawn = await selectDrawnOf(context.database.knex, ids);
  return {
    event,
    draws: draws.map((draw) =>
      drawDocument(draw, { event: event.slug, drawn: drawn.get(draw.id) ?? [] }),
    ),
  };
}
