import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { appendAct, lockDraw, type StoredDraw, updateDraw } from './draw-repository.js';
import { drawErrors } from './errors.js';
import type { Draw, DrawAct, DrawStatus } from './schema.js';

type SettleContext = Pick<Context, 'database' | 'config' | 'ids' | 'clock'>;

/**
 * Says that the winners are there and have their prizes: from now on nobody is replaced. Done again, it
 * changes nothing. Errors: DRAW_STATE.
 */
export async function confirmDraw(
  context: SettleContext,
  draw: Pick<Draw, 'id'>,
  reason: string | undefined,
): Promise<{ isRepeated: boolean }> {
  return await settle(context, draw.id, {
    act: 'confirmed',
    from: ['drawn'],
    change: async (trx) => await updateDraw(trx, draw.id, { status: 'confirmed' }),
    reason,
  });
}

/**
 * Declares a draw void, whatever its state. Nothing is hidden or removed; its winners do not count as
 * previous winners any more. Done again, it changes nothing, the reason neither.
 */
export async function voidDraw(
  context: SettleContext,
  draw: Pick<Draw, 'id'>,
  reason: string,
): Promise<{ isRepeated: boolean }> {
  return await settle(context, draw.id, {
    act: 'voided',
    from: ['committed', 'drawn', 'confirmed'],
    change: async (trx) => await updateDraw(trx, draw.id, { status: 'voided', reason }),
    reason,
  });
}

/** Notes that the announcement was given out. Errors: DRAW_STATE while it is not drawn. */
export async function markAnnounced(context: SettleContext, draw: Pick<Draw, 'id'>): Promise<void> {
  await context.database.transaction(async (trx) => {
    const locked = await lock(trx, draw.id);
    requireDrawn(locked);
    await updateDraw(trx, draw.id, 'announced');
    await record(trx, context, locked, { act: 'announced', reason: undefined });
  });
}

/** Errors: DRAW_STATE while there is nothing to announce. */
export function requireDrawn({
  id,
  status,
  outcome,
}: Pick<Draw, 'id' | 'status' | 'outcome'>): void {
  if (!outcome) throw drawErrors.state({ draw: id, status, wanted: 'announced' });
}

async function settle(
  context: SettleContext,
  id: string,
  step: {
    act: 'confirmed' | 'voided';
    from: readonly DrawStatus[];
    change: (trx: Transaction) => Promise<void>;
    reason: string | undefined;
  },
): Promise<{ isRepeated: boolean }> {
  return await context.database.transaction(async (trx) => {
    const draw = await lock(trx, id);
    if (draw.status === step.act) return { isRepeated: true };
    if (!step.from.includes(draw.status)) {
      throw drawErrors.state({ draw: id, status: draw.status, wanted: step.act });
    }
    await step.change(trx);
    await record(trx, context, draw, step);
    return { isRepeated: false };
  });
}

async function lock(trx: Transaction, id: string): Promise<StoredDraw> {
  const draw = await lockDraw(trx, id);
  if (!draw) throw drawErrors.notFound({ reference: id });
  return draw;
}

async function record(
  trx: Transaction,
  context: SettleContext,
  draw: StoredDraw,
  { act, reason }: Pick<DrawAct, 'act' | 'reason'>,
): Promise<void> {
  const facts: Record<string, string> = act === 'voided' ? { from: draw.status } : {};
  await appendAct(trx, draw.id, { act, by: context.config.operator, reason, facts });
  await recordDomainEvent(trx, context, {
    type: `draw.${act}`,
    eventId: draw.eventId,
    subjectId: draw.id,
    data: facts,
  });
}
