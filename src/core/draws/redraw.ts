import { formatRegistrationNumber } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { appendAct, lockDraw } from './draw-repository.js';
import { drawErrors } from './errors.js';
import type { Draw, DrawnPerson } from './schema.js';
import { replaceWinner, selectDrawn } from './winner-repository.js';

/** A winner as a person names them: who they are, or where they stand once they are erased. */
export type Absent = { participantId: string } | { place: number };

/**
 * Gives the prize of an absent winner to the next alternate, by the rule that was fixed with the commitment.
 * The same absence told again changes nothing. Without `who` the only winner is meant, as long as
 * nobody was replaced yet: two who say so at once must not use up two alternates.
 * Errors: DRAW_STATE, DRAW_WHO_IS_ABSENT, DRAW_NOT_A_WINNER, DRAW_NO_ALTERNATE_LEFT.
 */
export async function redraw(
  context: Pick<Context, 'database' | 'config' | 'ids' | 'clock'>,
  draw: Pick<Draw, 'id' | 'eventId'>,
  { who, reason }: { who: Absent | undefined; reason: string | undefined },
): Promise<{ absent: number; alternate: number; isRepeated: boolean }> {
  return await context.database.transaction(async (trx) => {
    const drawn = await lockDrawn(trx, draw.id);
    const plan = planRedraw(drawn, who);
    if (plan.isRepeated) return plan;
    await replaceWinner(trx, draw.id, plan);
    const { absent, alternate } = plan;
    const facts = { absent, alternate };
    const by = context.config.operator;
    await appendAct(trx, draw.id, { act: 'redrawn', by, reason, facts });
    await recordDomainEvent(trx, context, {
      type: 'draw.redrawn',
      eventId: draw.eventId,
      subjectId: draw.id,
      data: facts,
    });
    return plan;
  });
}

async function lockDrawn(trx: Transaction, id: string): Promise<DrawnPerson[]> {
  const draw = await lockDraw(trx, id);
  if (!draw) throw drawErrors.notFound({ reference: id });
  if (draw.status !== 'drawn') {
    throw drawErrors.state({ draw: id, status: draw.status, wanted: 'redrawn' });
  }
  return await selectDrawn(trx, id);
}

/** Who goes and who moves up, as places. Pure. */
export function planRedraw(
  drawn: readonly DrawnPerson[],
  who: Absent | undefined,
): { absent: number; alternate: number; isRepeated: boolean } {
  const winners = drawn.filter(({ state }) => state === 'winner');
  const alternates = drawn.filter(({ state }) => state === 'alternate');
  const absent =
    who === undefined ? onlyWinner(drawn) : drawn.find((person) => isMeant(person, who));
  const successor = drawn.find(({ replaces }) => replaces === absent?.place);
  if (absent?.state === 'absent' && successor) {
    return { absent: absent.place, alternate: successor.place, isRepeated: true };
  }
  if (absent?.state !== 'winner') throw drawErrors.notAWinner({ winners: winners.map(numberOf) });
  const [next] = alternates;
  if (!next) {
    const used = drawn.filter(({ replaces }) => replaces !== null);
    throw drawErrors.noAlternateLeft({ alternates: used.length });
  }
  return { absent: absent.place, alternate: next.place, isRepeated: false };
}

function onlyWinner(drawn: readonly DrawnPerson[]): DrawnPerson {
  const winners = drawn.filter(({ state }) => state !== 'alternate');
  const [winner] = winners;
  if (winners.length === 1 && winner) return winner;
  const standing = winners.filter(({ state }) => state === 'winner');
  throw drawErrors.whoIsAbsent({ winners: standing.map(numberOf) });
}

function isMeant(person: DrawnPerson, who: Absent): boolean {
  return 'place' in who ? person.place === who.place : person.participantId === who.participantId;
}

function numberOf({ registrationNumber, place }: DrawnPerson): string {
  return registrationNumber === null
    ? `place:${place}`
    : formatRegistrationNumber(registrationNumber);
}
