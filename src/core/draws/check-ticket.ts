import type { Context } from '../runtime/context.js';
import { publicAddress } from '../runtime/public-address.js';
import { parseTicketCode } from '../tickets/ticket-code.js';
import { drawErrors } from './errors.js';
import { findInLists } from './pool-repository.js';
import type { Draw, DrawnPerson, ExclusionReason } from './schema.js';
import { findTicket, selectDrawn } from './winner-repository.js';

/** What somebody with a ticket may know of a draw. */
export interface TicketCheck {
  /** Under which they are in the published pool. */
  publicId: string;
  /** How often; 0 when they are not in it. */
  units: number;
  /** Why not; `joined_later` for who was not registered when the pool was frozen. */
  reason: ExclusionReason | 'joined_later' | undefined;
  /** Undefined when they were not drawn, or nobody was yet. */
  drawn: DrawnPerson['state'] | undefined;
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
  const drawn = await selectDrawn(knex, draw.id);
  return {
    publicId,
    units: found?.units ?? 0,
    reason: found ? found.reason : 'joined_later',
    drawn: drawn.find((person) => person.publicId === publicId)?.state,
  };
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
