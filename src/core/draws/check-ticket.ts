import type { Context } from '../runtime/context.js';
import type { Queryable } from '../runtime/database/database.js';
import { publicAddress } from '../runtime/public-address.js';
import { parseTicketCode } from '../tickets/ticket-code.js';
import { drawErrors } from './errors.js';
import { findInLists } from './pool-repository.js';
import type { Draw, DrawnPerson, ExclusionReason } from './schema.js';
import { findDrawn, findTicket } from './winner-repository.js';

/** What somebody with a ticket may know of a draw. */
export interface TicketCheck {
  /** Under which they are in the published pool. */
  publicId: string;
  /** How often; 0 when they are not in it. */
  units: number;
  /** Why not; `joined_later` for who was not registered when the pool was frozen. */
  reason: ExclusionReason | 'joined_later' | undefined;
  /** `not_drawn` when others were; undefined when nobody was yet, or the draw is void. */
  result: DrawnPerson['state'] | 'not_drawn' | undefined;
}

/**
 * Tells whether a ticket was in the pool of a draw, as it was frozen, and what became of it.
 * Errors: DRAW_TICKET_UNKNOWN.
 */
export async function checkTicket(
  { database }: Pick<Context, 'database'>,
  draw: Draw,
  ticket: string,
): Promise<TicketCheck> {
  const { knex } = database;
  const code = parseTicketCode(ticket);
  const holder = code && (await findTicket(knex, draw.eventId, code));
  if (!holder) throw drawErrors.ticketUnknown({});
  const { publicId } = holder;
  const found = await findInLists(knex, draw.id, publicId);
  const units = found?.units ?? 0;
  return {
    publicId,
    units,
    reason: found ? found.reason : 'joined_later',
    result: units > 0 ? await resultOf(knex, draw, publicId) : undefined,
  };
}

async function resultOf(
  db: Queryable,
  { id, outcome, voidReason }: Draw,
  publicId: string,
): Promise<TicketCheck['result']> {
  if (!outcome || voidReason !== undefined) return undefined;
  return (await findDrawn(db, id, publicId))?.state ?? 'not_drawn';
}

/**
 * Where holders of tickets see a draw and ask for themselves, `https://…/d/<draw>`; undefined without a public
 * address of the service (`mail.publicUrl`).
 */
export function checkAddress(
  { config }: Pick<Context, 'config'>,
  { id }: Pick<Draw, 'id'>,
): string | undefined {
  const { publicUrl } = config.mail;
  return publicUrl && publicAddress(publicUrl, `/d/${id}`);
}
