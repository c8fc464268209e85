import { formatRegistrationNumber } from '../participants/schema.js';
import { isUnpredictable } from './draw-transcript.js';
import { maskName } from './mask-name.js';
import type { DrawnPerson } from './schema.js';
import type { ShownDraw } from './show-draw.js';

/** Somebody as everybody may read it. */
export interface AnnouncedPerson {
  /** On the ticket; null once the person is erased. */
  registrationNumber: number | null;
  /** Masked; null where the event is anonymous or the person is erased. */
  name: string | null;
  publicId: string;
}

/** What is published of a draw, in the shape of its JSON file. */
export type Announcement = ReturnType<typeof announceDraw>;

/**
 * What everybody may know of a draw that is drawn: winners with masked names, or by number alone where the
 * event is anonymous; who was replaced; a void and why; where holders of tickets can ask. Pure.
 */
export function announceDraw(
  { draw, event, document, drawn }: ShownDraw,
  { checkUrl }: { checkUrl?: string | undefined } = {},
) {
  const isAnonymous = event.features.anonymousMode;
  const byPlace = new Map(drawn.map((person) => [person.place, person]));
  const announce = ({ place }: { place: number }): AnnouncedPerson => {
    const { registrationNumber, name, publicId } = byPlace.get(place) as DrawnPerson;
    const masked = isAnonymous || name === null ? null : maskName(name);
    return { registrationNumber, name: masked, publicId };
  };
  return {
    event: { slug: event.slug, name: event.name, timezone: event.timezone },
    drawId: draw.id,
    prize: draw.prize,
    status: draw.status,
    voidReason: document.voidReason,
    drawnAt: document.drawnAt,
    people: draw.people,
    winners: document.winners.map(announce),
    replaced: document.absent.map(announce),
    algorithm: draw.algorithm,
    poolHash: draw.poolHash,
    commit: document.commit,
    entropySource: document.entropySource,
    entropy: document.entropy,
    publiclyUnpredictable: isUnpredictable(draw),
    checkUrl: checkUrl ?? null,
  };
}

/** `#042 홍*동`; the number alone where there is no name. */
export function nameWinner({ registrationNumber, name, publicId }: AnnouncedPerson): string {
  const number =
    registrationNumber === null ? publicId : formatRegistrationNumber(registrationNumber);
  return name === null ? number : `${number} ${name}`;
}
