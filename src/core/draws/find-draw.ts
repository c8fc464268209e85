import type { Context } from '../runtime/context.js';
import { searchDraws } from './draw-repository.js';
import { drawErrors } from './errors.js';
import type { Draw } from './schema.js';

const mostCandidates = 6;

/**
 * The draw that a person means: by its id, a unique beginning, or the short form of lists
 * (`0192…7c1e`). Errors: DRAW_NOT_FOUND, DRAW_AMBIGUOUS.
 */
export async function findDraw(
  { database }: Pick<Context, 'database'>,
  reference: string,
): Promise<Draw> {
  const parts = /^([0-9a-f-]{4,36})(?:(?:…|\.\.\.)([0-9a-f-]{1,36}))?$/i.exec(reference.trim());
  if (!parts) throw drawErrors.notFound({ reference });
  const found = await searchDraws(database.knex, {
    start: (parts[1] as string).toLowerCase(),
    end: (parts[2] ?? '').toLowerCase(),
    limit: mostCandidates,
  });
  const [draw, ...others] = found;
  if (!draw) throw drawErrors.notFound({ reference });
  if (others.length > 0) {
    throw drawErrors.ambiguous({ reference, candidates: found.map(({ id }) => id) });
  }
  return draw;
}
