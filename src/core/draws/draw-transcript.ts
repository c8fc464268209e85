import type { Context } from '../runtime/context.js';
import { readPool } from './pool-repository.js';
import type { Draw, DrawnPerson, Transcript } from './schema.js';

/** What was published with the commitment: all of a transcript that is known before the draw. */
export interface Commitment extends Record<string, unknown> {
  version: string;
  commitment: true;
  pool: string[];
}

/**
 * What a stranger needs to compute a draw again, with what became of it since: replaced winners by their
 * public ids, a void with its reason. No personal data. Before the draw it is the commitment.
 */
export async function readTranscriptOf(
  { database }: Pick<Context, 'database'>,
  draw: Draw,
  { event, drawn }: { event: string; drawn: readonly DrawnPerson[] },
): Promise<Transcript | Commitment> {
  const pool: string[] = [];
  for await (const ids of readPool(database.knex, draw)) {
    for (const id of ids) pool.push(id);
  }
  const { algorithm, commit, outcome } = draw;
  const published = {
    drawId: draw.id,
    event,
    prize: draw.prize,
    rules: draw.rules,
    excluded: draw.excluded,
    people: draw.people,
    pool,
    poolHash: draw.poolHash,
    count: draw.count,
    alternateCount: draw.alternateCount,
    entropySource: draw.entropySource ?? '',
    ...(commit === undefined ? {} : { commit }),
    committedAt: draw.committedAt.toISOString(),
  };
  if (!outcome) return { version: algorithm, commitment: true, ...published };
  const { secret, seed, entropy } = outcome;
  return {
    version: algorithm,
    ...published,
    entropy,
    ...(secret === undefined ? {} : { secret, seed }),
    ...selectionOf(draw, drawn),
    drawnAt: outcome.drawnAt.toISOString(),
    publiclyUnpredictable: isUnpredictable(draw),
    replaced: replacementsOf(drawn),
    ...(draw.voidReason === undefined ? {} : { voided: draw.voidReason }),
  } as unknown as Transcript;
}

/** True when nobody could know or choose the result: entropy was announced, and published before. */
export function isUnpredictable({ entropySource, atOnce }: Draw): boolean {
  return entropySource !== undefined && !atOnce;
}

/** As it was drawn, whoever moved up since. With too few people there are no alternates. */
function selectionOf({ count }: Draw, drawn: readonly DrawnPerson[]) {
  const ids = drawn.map(({ publicId }) => publicId);
  return { winners: ids.slice(0, count), alternates: ids.slice(count) };
}

function replacementsOf(drawn: readonly DrawnPerson[]) {
  return drawn.flatMap(({ place, publicId, absentAt }) => {
    const successor = drawn.find(({ replaces }) => replaces === place);
    return successor && absentAt
      ? [{ absent: publicId, at: absentAt.toISOString(), by: successor.publicId }]
      : [];
  });
}
