import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { appendAct, insertDraw, lockDrawsOf } from './draw-repository.js';
import { drawErrors } from './errors.js';
import { type DrawPlan, type DrawRequest, planDraw } from './plan-draw.js';
import { countUnits, type FrozenPool, freezePool } from './pool-repository.js';
import { commitTo } from './seed-draw.js';
import { wrapSecret } from './wrap-secret.js';

/** The most chances that weights may make. */
const mostUnits = 5_000_000;
const secretBytes = 32;

/**
 * Fixes pool and rules of a draw and commits to its secret, all in one transaction; returns the id.
 * Errors: DRAW_RULES_REFUSED, DRAW_DISABLED, DRAW_POOL_EMPTY, DRAW_POOL_TOO_LARGE.
 */
export async function commitDraw(
  context: Context,
  event: Event,
  request: DrawRequest,
): Promise<string> {
  const plan = planDraw(request);
  return await context.database.transaction(
    async (trx) => await commitIn(trx, context, { event, plan, atOnce: false }),
  );
}

/** The same as a part of a transaction. */
export async function commitIn(
  trx: Transaction,
  context: Context,
  { event, plan, atOnce }: { event: Event; plan: DrawPlan; atOnce: boolean },
): Promise<string> {
  if (!event.features.prizeDrawingEnabled) throw drawErrors.disabled({ event: event.slug });
  const id = context.ids.next();
  await lockDrawsOf(trx, event.id);
  const pool = await freeze(trx, id, { eventId: event.id, plan });
  const secret = plan.algorithm === 'rfc3797' ? undefined : context.random.bytes(secretBytes);
  const by = context.config.operator;
  await insertDraw(trx, {
    id,
    eventId: event.id,
    ...plan,
    ...pool,
    commit: secret && commitTo(secret),
    secretEncrypted: secret && wrapSecret(context.keyring, id, secret),
    atOnce,
    committedBy: by,
  });
  const { people, units, poolHash } = pool;
  const facts = { people, units, poolHash };
  await appendAct(trx, id, { act: 'committed', by, reason: undefined, facts });
  await recordDomainEvent(trx, context, {
    type: 'draw.committed',
    eventId: event.id,
    subjectId: id,
    data: facts,
  });
  return id;
}

async function freeze(
  trx: Transaction,
  drawId: string,
  { eventId, plan: { rules } }: { eventId: string; plan: DrawPlan },
): Promise<FrozenPool> {
  if (rules.weight !== null) {
    const units = await countUnits(trx, eventId, rules);
    if (units > mostUnits) throw drawErrors.poolTooLarge({ units, most: mostUnits });
  }
  const pool = await freezePool(trx, drawId, { eventId, rules });
  if (pool.people > 0) return pool;
  const excluded = Object.entries(pool.excluded).map(
    ([reason, count]) => `${count} ${reason.replaceAll('_', ' ')}`,
  );
  throw drawErrors.poolEmpty({ excluded });
}
