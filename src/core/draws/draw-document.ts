import { isUnpredictable } from './draw-transcript.js';
import type { Draw, DrawAct, DrawnPerson } from './schema.js';

/** A draw as commands give it out; the names are stable. `winners` are those who have the prize now. */
export function drawDocument(
  draw: Draw,
  { event, drawn }: { event: string; drawn: readonly DrawnPerson[] },
) {
  const { outcome } = draw;
  const byPlace = new Map(drawn.map((person) => [person.place, person]));
  const inState = (state: DrawnPerson['state']) => drawn.filter((one) => one.state === state);
  return {
    id: draw.id,
    event,
    prize: draw.prize,
    status: draw.status,
    algorithm: draw.algorithm,
    count: draw.count,
    alternateCount: draw.alternateCount,
    rules: draw.rules,
    people: draw.people,
    units: draw.units,
    excluded: draw.excluded,
    poolHash: draw.poolHash,
    commit: draw.commit ?? null,
    entropySource: draw.entropySource ?? null,
    entropy: outcome?.entropy ?? null,
    publiclyUnpredictable: isUnpredictable(draw),
    committedBy: draw.committedBy,
    committedAt: draw.committedAt.toISOString(),
    drawnBy: outcome?.drawnBy ?? null,
    drawnAt: outcome?.drawnAt.toISOString() ?? null,
    confirmed: draw.status === 'confirmed',
    announcementShared: draw.announcementShared,
    voidReason: draw.voidReason ?? null,
    winners: inState('winner')
      .sort((left, right) => prizeOf(left, byPlace) - prizeOf(right, byPlace))
      .map(personDocument),
    alternates: inState('alternate').map(personDocument),
    absent: inState('absent').map((person) => ({
      ...personDocument(person),
      absentAt: person.absentAt?.toISOString() ?? null,
    })),
  };
}

export type DrawDocument = ReturnType<typeof drawDocument>;

/** One act of the log of a draw. */
export function actDocument({ act, by, at, reason, facts }: DrawAct) {
  return { act, by, at: at.toISOString(), reason: reason ?? null, ...facts };
}

function personDocument(person: DrawnPerson) {
  return {
    participantId: person.participantId,
    registrationNumber: person.registrationNumber,
    name: person.name,
    place: person.place,
    publicId: person.publicId,
  };
}

/** Who moved up stands where the absent winner stood. */
function prizeOf(
  { place, replaces }: DrawnPerson,
  byPlace: ReadonlyMap<number, DrawnPerson>,
): number {
  const before = replaces === null ? undefined : byPlace.get(replaces);
  return before ? prizeOf(before, byPlace) : place;
}
