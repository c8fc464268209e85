import type { Queryable, Transaction } from '../../runtime/database/database.js';
import type { Ids } from '../../runtime/ids.js';
import type { Observation, ScanPulse } from './observe-event.js';
import type { Alert, AlertFacts, AlertType } from './schema.js';

export async function listStanding(db: Queryable, eventId: string): Promise<Alert[]> {
  const rows = await db('alerts')
    .where({ event_id: eventId })
    .whereNull('cleared_at')
    .orderBy('raised_at')
    .select<AlertRow[]>('*');
  return rows.map(fromRow);
}

/** The newest first. */
export async function selectAlerts(
  db: Queryable,
  filter: { eventId: string; onlyStanding: boolean; limit: number },
): Promise<Alert[]> {
  const rows = await db('alerts')
    .where({ event_id: filter.eventId })
    .modify((query) => {
      if (filter.onlyStanding) query.whereNull('cleared_at');
    })
    .orderBy([
      { column: 'raised_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(filter.limit)
    .select<AlertRow[]>('*');
  return rows.map(fromRow);
}

/** Undefined when the same stands already: the index over standing alerts decides, whoever asks. */
export async function insertAlert(
  trx: Transaction,
  ids: Ids,
  { eventId, observation, at }: { eventId: string; observation: Observation; at: Date },
): Promise<Alert | undefined> {
  const { type, subjectId, facts } = observation;
  const { rows } = await trx.raw<{ rows: AlertRow[] }>(
    `INSERT INTO alerts (id, event_id, type, subject_id, facts, raised_at)
     VALUES (?, ?, ?, ?, ?::jsonb, ?)
     ON CONFLICT (event_id, type, subject_id) WHERE cleared_at IS NULL DO NOTHING RETURNING *`,
    [ids.next(), eventId, type, subjectId, JSON.stringify(facts), at],
  );
  return rows[0] && fromRow(rows[0]);
}

/** False when it is over already. */
export async function clearAlert(trx: Transaction, id: string, at: Date): Promise<boolean> {
  const changed = await trx('alerts')
    .where({ id })
    .whereNull('cleared_at')
    .update({ cleared_at: at });
  return changed === 1;
}

/** Up to two alerts whose ids begin like this. */
export async function findAlerts(
  trx: Transaction,
  { eventId, start }: { eventId: string; start: string },
): Promise<Alert[]> {
  const { rows } = await trx.raw<{ rows: AlertRow[] }>(
    `SELECT * FROM alerts WHERE event_id = ? AND left(id::text, ?) = ? ORDER BY raised_at DESC LIMIT 2`,
    [eventId, start.length, start],
  );
  return rows.map(fromRow);
}

/** Undefined when somebody has acknowledged it already. */
export async function acknowledge(
  trx: Transaction,
  id: string,
  by: { name: string; at: Date },
): Promise<Alert | undefined> {
  const rows = await trx('alerts')
    .where({ id })
    .whereNull('acknowledged_at')
    .update({ acknowledged_at: by.at, acknowledged_by: by.name })
    .returning<AlertRow[]>('*');
  return rows[0] && fromRow(rows[0]);
}

/** A second scan of a ticket is what gates are for, and no error. */
const everydayRefusals = ['duplicate', 'already_inside', 'not_inside'];
/** Rows; more than the limit of an alert is as good as any number. */
const mostCounted = 10_000;

/** The scans that were answered since then, by their arrival, and what waits to be followed up. */
export async function readPulse(
  db: Queryable,
  { eventId, since }: { eventId: string; since: Date },
): Promise<ScanPulse> {
  const { rows } = await db.raw<{ rows: ScanPulse[] }>(
    `SELECT s.*, r.*, w.waiting FROM
       (SELECT count(*)::int AS scans, count(*) FILTER (
          WHERE verdict <> 'accepted' AND verdict <> ALL(:everyday::text[]))::int AS refused
        FROM scans WHERE event_id = :event AND received_at >= :since) s,
       (SELECT count(*)::int AS accepted, avg(processing_time_ms)::float8 AS "meanProcessingMs"
        FROM attendance_records WHERE event_id = :event AND created_at >= :since) r,
       -- A row is about a group of scans, and there is one for each handler.
       (SELECT coalesce(sum(scans), 0)::int AS waiting FROM (
          SELECT scans FROM attendance_work
          WHERE event_id = :event AND handler = 'statistics' AND state IN ('pending', 'claimed')
            AND not_before <= now()
          LIMIT :most) due) w`,
    { event: eventId, since, everyday: everydayRefusals as never, most: mostCounted },
  );
  return rows[0] as ScanPulse;
}

/** The events that scans can come to around now, and those with alerts that stand. */
export async function listWatchedEvents(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT id FROM events WHERE deleted_at IS NULL AND (
       :now BETWEEN starts_at - interval '1 hour'
         AND coalesce(ends_at, starts_at + interval '24 hours') + interval '1 hour'
       OR EXISTS (SELECT 1 FROM alerts a WHERE a.event_id = events.id AND a.cleared_at IS NULL))`,
    { now },
  );
  return rows.map(({ id }) => id);
}

interface AlertRow {
  id: string;
  event_id: string;
  type: AlertType;
  subject_id: string;
  facts: AlertFacts;
  raised_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  cleared_at: Date | null;
}

function fromRow(row: AlertRow): Alert {
  return {
    id: row.id,
    eventId: row.event_id,
    type: row.type,
    subjectId: row.subject_id,
    facts: row.facts,
    raisedAt: row.raised_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    clearedAt: row.cleared_at,
  };
}
