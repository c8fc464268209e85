import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { commitIn } from './commit-draw.js';
import { appendAct, lockDraw, markDrawn, type StoredDraw } from './draw-repository.js';
import { drawErrors } from './errors.js';
import { type DrawRequest, decideEntropy, planDraw } from './plan-draw.js';
import { readUnits } from './pool-repository.js';
import { createRandomStream } from './random-stream.js';
import { createRfcShuffle } from './rfc3797.js';
import type { Draw } from './schema.js';
import { seedDraw } from './seed-draw.js';
import { selectFromStored } from './select-winners.js';
import { createShuffle, type Shuffle } from './shuffle.js';
import { insertDrawn } from './winner-repository.js';
import { unwrapSecret } from './wrap-secret.js';

/**
 * Draws what was committed to, and stores the result in the same transaction. However many do it at once,
 * the first one's result is the result; false for those who came later.
 * Errors: DRAW_ENTROPY_NEEDED, DRAW_ENTROPY_REFUSED, DRAW_STATE, KEY_UNKNOWN, DECRYPT_FAILED.
 */
export async function runDraw(
  context: Context,
  draw: Pick<Draw, 'id'>,
  entropy: string | undefined,
): Promise<{ isFirst: boolean }> {
  return await context.database.transaction(
    async (trx) => await runIn(trx, context, { id: draw.id, entropy }),
  );
}

/**
 * Commits and draws in one transaction, and returns the id: there is all of it or nothing. Nobody can have
 * seen the commitment before, so such a draw never counts as unpredictable.
 * Errors: those of `commitDraw` and `runDraw`.
 */
export async function runAtOnce(
  context: Context,
  event: Event,
  { entropy, ...request }: DrawRequest & { entropy: string | undefined },
): Promise<string> {
  const plan = planDraw(request);
  decideEntropy(plan, entropy);
  return await context.database.transaction(async (trx) => {
    const id = await commitIn(trx, context, { event, plan, atOnce: true });
    await runIn(trx, context, { id, entropy });
    return id;
  });
}

async function runIn(
  trx: Transaction,
  context: Context,
  { id, entropy: given }: { id: string; entropy: string | undefined },
): Promise<{ isFirst: boolean }> {
  const draw = await lockDraw(trx, id);
  if (!draw) throw drawErrors.notFound({ reference: id });
  if (draw.status === 'voided') {
    throw drawErrors.state({ draw: id, status: 'voided', wanted: 'drawn' });
  }
  if (draw.outcome) return { isFirst: false };
  const entropy = decideEntropy(draw, given);
  const { shuffle, secret, seed } = prepare(context, draw, entropy);
  const counts = { winners: draw.count, alternates: draw.alternateCount };
  const selection = await selectFromStored(
    shuffle,
    counts,
    async (positions) => await readUnits(trx, id, positions),
  );
  await insertDrawn(trx, draw, selection);
  const by = context.config.operator;
  await markDrawn(trx, id, { entropy, secret, seed, drawnBy: by });
  await appendAct(trx, id, { act: 'drawn', by, reason: undefined, facts: {} });
  await recordDomainEvent(trx, context, {
    type: 'draw.drawn',
    eventId: draw.eventId,
    subjectId: id,
    data: { winners: selection.winners.length, alternates: selection.alternates.length },
  });
  return { isFirst: true };
}

function prepare(
  { keyring }: Context,
  draw: StoredDraw,
  entropy: string,
): { shuffle: Shuffle; secret?: string; seed?: string } {
  const { id, units, poolHash, secretEncrypted } = draw;
  if (draw.algorithm === 'rfc3797') return { shuffle: createRfcShuffle(entropy, units) };
  if (!secretEncrypted) throw new Error('a draw that is not drawn yet has its secret');
  const secret = unwrapSecret(keyring, id, secretEncrypted);
  const seed = seedDraw(secret, { drawId: id, poolHash, entropy });
  return {
    shuffle: createShuffle(units, createRandomStream(seed)),
    secret: secret.toString('hex'),
    seed: seed.toString('hex'),
  };
}
