import { isCheckedIn } from '../participants/checkin-sql.js';
import { arrayParameter } from '../runtime/database/array-parameter.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Arrival, PrintJobState, PrintOccasion } from './schema.js';

/** Who gets a badge; all conditions hold together, and only registered participants do. */
export interface BadgeSelection {
  eventId: string;
  /** Only these; everybody when left out. */
  participantIds?: readonly string[] | undefined;
  checkedIn?: boolean | undefined;
  /** Custom responses that are exactly like this, as text. */
  fields: readonly { key: string; value: string }[];
}

export type BadgeOrder = 'name' | 'number';

/** What a batch of badges has in common. */
export interface BadgeBatch {
  printerId: string;
  template: string | undefined;
  askedBy: string;
}

/** How many are meant, and how many of them have a badge of their newest copy, or one on its way. */
export async function countSelected(
  db: Queryable,
  selection: BadgeSelection,
): Promise<{ selected: number; already: number }> {
  const { sql, bindings } = conditionOf(selection);
  const { rows } = await db.raw<{ rows: { selected: number; already: number }[] }>(
    `SELECT count(*)::integer AS selected, (count(*) FILTER (WHERE ${hasBadge}))::integer AS already
     FROM participants p WHERE ${sql}`,
    bindings as never[],
  );
  return rows[0] ?? { selected: 0, already: 0 };
}

/** Who would be printed, in order. */
export async function selectWithoutBadge(
  db: Queryable,
  selection: BadgeSelection,
  { order, limit }: { order: BadgeOrder; limit: number },
): Promise<string[]> {
  const { sql, bindings } = conditionOf(selection);
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT p.id FROM participants p WHERE ${sql} AND NOT ${hasBadge}
     ORDER BY ${orders[order]} LIMIT ?`,
    [...bindings, limit] as never[],
  );
  return rows.map(({ id }) => id);
}

/** Queues a badge for each who has none; the unique index keeps out whom somebody else queues now. */
export async function insertBatch(
  trx: Transaction,
  selection: BadgeSelection,
  { printerId, template, askedBy, order }: BadgeBatch & { order: BadgeOrder },
): Promise<number> {
  const { sql, bindings } = conditionOf(selection);
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `INSERT INTO print_jobs (id, event_id, participant_id, copy, printer_id, template, occasion, asked_by)
     SELECT gen_random_uuid(), p.event_id, p.id, p.ticket_copy, ?, ?, 'batch', ?
     FROM participants p WHERE ${sql} AND NOT ${hasBadge} ORDER BY ${orders[order]}
     ON CONFLICT DO NOTHING`,
    [printerId, template ?? null, askedBy, ...bindings] as never[],
  );
  return rowCount;
}

/**
 * Queues a badge for each who was let in at a gate that has a printer, and has none yet, of whatever copy.
 * Returns the printers that have something to print now.
 */
export async function insertArrivals(
  trx: Transaction,
  arrivals: readonly Arrival[],
): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { printer_id: string }[] }>(
    `INSERT INTO print_jobs (id, event_id, participant_id, copy, printer_id, template, gate, occasion,
       asked_by, urgent)
     SELECT gen_random_uuid(), p.event_id, p.id, p.ticket_copy, arrived.printer_id, arrived.template,
       gates.name, 'check_in', 'check-in', true
     FROM (
       -- The first gate that has a printer: whoever came through another one before has no badge yet.
       SELECT DISTINCT ON (participant_id) participant_id, gate_id, printer_id, template, position
       FROM unnest(?::uuid[], ?::uuid[]) WITH ORDINALITY AS a (participant_id, gate_id, position)
       JOIN printer_gates USING (gate_id)
       ORDER BY participant_id, position) AS arrived
     JOIN gates ON gates.id = arrived.gate_id
     JOIN participants p ON p.id = arrived.participant_id AND p.registration_status = 'registered'
     WHERE NOT EXISTS (SELECT 1 FROM print_jobs j WHERE j.participant_id = p.id
       AND j.state NOT IN ('failed', 'cancelled'))
     ORDER BY arrived.position
     ON CONFLICT DO NOTHING RETURNING printer_id`,
    [
      arrayParameter(
        'uuid',
        arrivals.map(({ participantId }) => participantId),
      ),
      arrayParameter(
        'uuid',
        arrivals.map(({ gateId }) => gateId),
      ),
    ] as never[],
  );
  return [...new Set(rows.map(({ printer_id }) => printer_id))];
}

/** One badge of a copy that was issued just now. */
export async function insertReprint(
  trx: Transaction,
  job: BadgeBatch & {
    id: string;
    eventId: string;
    participantId: string;
    copy: number;
    reason: string;
  },
): Promise<void> {
  await trx('print_jobs').insert({
    id: job.id,
    event_id: job.eventId,
    participant_id: job.participantId,
    copy: job.copy,
    printer_id: job.printerId,
    template: job.template ?? null,
    occasion: 'reprint' satisfies PrintOccasion,
    asked_because: job.reason,
    asked_by: job.askedBy,
    urgent: true,
  });
}

/** The states of a participant's badges, locked until the transaction ends: no worker takes one meanwhile. */
export async function lockJobsOf(
  trx: Transaction,
  participantId: string,
): Promise<{ id: string; state: PrintJobState }[]> {
  return await trx('print_jobs')
    .where({ participant_id: participantId })
    .orderBy('ordinal')
    .forUpdate()
    .select('id', 'state');
}

/** Cancels what waits of a participant, and says of what is unknown that another copy was printed. */
export async function supersedeJobsOf(
  trx: Transaction,
  participantId: string,
  by: string,
): Promise<void> {
  const reason = 'another copy was asked for';
  await trx('print_jobs')
    .where({ participant_id: participantId, state: 'queued' })
    .update({ state: 'cancelled', reason, ended_at: trx.fn.now(), updated_at: trx.fn.now() });
  await trx('print_jobs')
    .where({ participant_id: participantId, state: 'unknown' })
    .update({ decision: 'reprinted', decided_by: by, updated_at: trx.fn.now() });
}

/** Somebody has the badge in the hand: what was unknown is confirmed. Returns whether there was one. */
export async function confirmUnknown(
  trx: Transaction,
  participantId: string,
  by: string,
): Promise<boolean> {
  const changed = await trx('print_jobs')
    .where({ participant_id: participantId, state: 'unknown' })
    .whereNull('decision')
    .update({
      state: 'confirmed',
      decision: 'came_out',
      decided_by: by,
      updated_at: trx.fn.now(),
    });
  return changed > 0;
}

/** Cancels what waits; returns how many badges. */
export async function cancelQueued(
  db: Queryable,
  { eventId, printerId }: { eventId?: string | undefined; printerId?: string | undefined },
): Promise<number> {
  return await db('print_jobs')
    .where({
      state: 'queued',
      ...(eventId === undefined ? {} : { event_id: eventId }),
      ...(printerId === undefined ? {} : { printer_id: printerId }),
    })
    .update({ state: 'cancelled', reason: null, ended_at: db.fn.now(), updated_at: db.fn.now() });
}

const hasBadge = `EXISTS (SELECT 1 FROM print_jobs j WHERE j.participant_id = p.id
  AND j.copy = p.ticket_copy AND j.state NOT IN ('failed', 'cancelled'))`;

/** Hangul syllables are in the order of the alphabet; so is everything else in its own. */
const orders: Readonly<Record<BadgeOrder, string>> = {
  name: 'p.name_key COLLATE "C", p.number',
  number: 'p.number',
};

function conditionOf({ eventId, participantIds, checkedIn, fields }: BadgeSelection): {
  sql: string;
  bindings: readonly unknown[];
} {
  const conditions: { sql: string; bindings: readonly unknown[] }[] = [
    { sql: "p.event_id = ? AND p.registration_status = 'registered'", bindings: [eventId] },
    ...fields.map(({ key, value }) => ({
      sql: 'coalesce(p.custom_responses ->> ?::text = ?, false)',
      bindings: [key, value],
    })),
  ];
  if (participantIds) {
    conditions.push({ sql: 'p.id = ANY(?::uuid[])', bindings: [[...participantIds]] });
  }
  if (checkedIn !== undefined) {
    conditions.push({ sql: `${isCheckedIn('p')} = ?`, bindings: [checkedIn] });
  }
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND '),
    bindings: conditions.flatMap(({ bindings }) => bindings),
  };
}
