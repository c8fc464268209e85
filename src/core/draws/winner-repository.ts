import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { DrawnPerson } from './schema.js';
import type { Selection } from './select-winners.js';

/**
 * Writes down who was drawn, with name and number as they are now; who was erased since the pool was
 * frozen has neither.
 */
export async function insertDrawn(
  trx: Transaction,
  draw: { id: string; eventId: string },
  { winners, alternates }: Selection,
): Promise<void> {
  await trx.raw(
    `INSERT INTO draw_winners
       (draw_id, place, public_id, participant_id, participant_name, registration_number, state)
     SELECT ?, place, public_id, found.id, found.name, found.number,
       CASE WHEN place <= ?::integer THEN 'winner' ELSE 'alternate' END
     FROM unnest(?::uuid[]) WITH ORDINALITY AS drawn (public_id, place)
     LEFT JOIN (SELECT id, name, number, draw_id FROM participants
       WHERE event_id = ? AND draw_id = ANY(?::uuid[])) AS found ON found.draw_id = public_id`,
    [
      draw.id,
      winners.length,
      [...winners, ...alternates],
      draw.eventId,
      [...winners, ...alternates],
    ] as never[],
  );
}

/** Who was drawn, in the order of the draw. */
export async function selectDrawn(db: Queryable, drawId: string): Promise<DrawnPerson[]> {
  const rows = await db('draw_winners')
    .where({ draw_id: drawId })
    .orderBy('place')
    .select<DrawnRow[]>('*');
  return rows.map(fromRow);
}

/** The same for many draws, by their ids. */
export async function selectDrawnOf(
  db: Queryable,
  drawIds: readonly string[],
): Promise<Map<string, DrawnPerson[]>> {
  const rows = await db('draw_winners')
    .whereIn('draw_id', drawIds as string[])
    .orderBy(['draw_id', 'place'])
    .select<DrawnRow[]>('*');
  const byDraw = new Map<string, DrawnPerson[]>();
  for (const row of rows) {
    byDraw.set(row.draw_id, [...(byDraw.get(row.draw_id) ?? []), fromRow(row)]);
  }
  return byDraw;
}

/** The one of those drawn who has this public id. */
export async function findDrawn(
  db: Queryable,
  drawId: string,
  publicId: string,
): Promise<DrawnPerson | undefined> {
  const row = await db('draw_winners')
    .where({ draw_id: drawId, public_id: publicId })
    .first<DrawnRow | undefined>();
  return row && fromRow(row);
}

/** The prize of an absent winner goes to an alternate. Call with the draw locked. */
export async function replaceWinner(
  trx: Transaction,
  drawId: string,
  { absent, alternate }: { absent: number; alternate: number },
): Promise<void> {
  await trx('draw_winners')
    .where({ draw_id: drawId, place: absent })
    .update({ state: 'absent', absent_at: trx.raw('clock_timestamp()') });
  await trx('draw_winners')
    .where({ draw_id: drawId, place: alternate })
    .update({ state: 'winner', replaces: absent });
}

/** The id under which somebody with this ticket is in published pools. */
export async function findTicket(
  db: Queryable,
  eventId: string,
  ticketCode: string,
): Promise<{ publicId: string } | undefined> {
  return await db('participants')
    .where({ event_id: eventId, ticket_code: ticketCode })
    .first<{ publicId: string } | undefined>({ publicId: 'draw_id' });
}

/** Names and numbers of those of these people who are still there, in no order. */
export async function selectNames(
  db: Queryable,
  eventId: string,
  publicIds: readonly string[],
): Promise<{ name: string; registrationNumber: number }[]> {
  const { rows } = await db.raw<{ rows: { name: string; registrationNumber: number }[] }>(
    `SELECT name, number AS "registrationNumber" FROM participants
     WHERE event_id = ? AND draw_id = ANY(?::uuid[])`,
    [eventId, [...publicIds]] as never[],
  );
  return rows;
}

interface DrawnRow {
  draw_id: string;
  place: number;
  public_id: string;
  participant_id: string | null;
  participant_name: string | null;
  registration_number: number | null;
  state: DrawnPerson['state'];
  replaces: number | null;
  absent_at: Date | null;
}

function fromRow(row: DrawnRow): DrawnPerson {
  return {
    place: row.place,
    publicId: row.public_id,
    participantId: row.participant_id,
    name: row.participant_name,
    registrationNumber: row.registration_number,
    state: row.state,
    replaces: row.replaces,
    absentAt: row.absent_at,
  };
}
