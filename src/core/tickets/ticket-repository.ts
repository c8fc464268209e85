import type { Queryable } from '../runtime/database/database.js';
import type { TicketHolder } from './schema.js';

/** Read-only: the participants slice writes these columns. */
interface TicketRow {
  id: string;
  number: number;
  name: string;
  ticket_code: string;
  ticket_copy: number;
  registration_status: TicketHolder['status'];
}

const columns = ['id', 'number', 'name', 'ticket_code', 'ticket_copy', 'registration_status'];

/** Who holds the ticket of this code at this event. */
export async function findTicketHolder(
  db: Queryable,
  eventId: string,
  ticketCode: string,
): Promise<TicketHolder | undefined> {
  const row = await db('participants')
    .where({ event_id: eventId, ticket_code: ticketCode })
    .first<TicketRow | undefined>(columns);
  return row && fromRow(row);
}

/** Registered participants by rising number, after `afterNumber`. */
export async function listTicketHolders(
  db: Queryable,
  eventId: string,
  page: { afterNumber: number; limit: number },
): Promise<TicketHolder[]> {
  const rows = await db('participants')
    .where({ event_id: eventId, registration_status: 'registered' })
    .where('number', '>', page.afterNumber)
    .orderBy('number')
    .limit(page.limit)
    .select<TicketRow[]>(columns);
  return rows.map(fromRow);
}

export async function countTicketHolders(db: Queryable, eventId: string): Promise<number> {
  const [row] = await db('participants')
    .where({ event_id: eventId, registration_status: 'registered' })
    .count<{ count: number }[]>({ count: '*' });
  return Number(row?.count ?? 0);
}

function fromRow(row: TicketRow): TicketHolder {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    ticketCode: row.ticket_code,
    ticketCopy: row.ticket_copy,
    status: row.registration_status,
  };
}
