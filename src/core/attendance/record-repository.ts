import type { Queryable } from '../runtime/database/database.js';
import type { PlannedScan } from './plan-scans.js';

/** What a group of decided scans leaves behind. */
export interface ScanGroup {
  eventId: string;
  receivedAt: Date;
  plans: readonly PlannedScan[];
  /** For each handler a row of work about the accepted ones. */
  work: readonly { id: string; handler: string }[];
}

/**
 * Writes a group of decided scans and all their effects in one statement, which is all or nothing even
 * without a transaction around it. Fails with 40001 when something that the decision was made on is not so
 * any more: somebody else answered one of these scan ids, or changed one of the participants. A passage
 * that is too near to another violates `attendance_passages_apart`.
 */
export async function writeScans(db: Queryable, group: ScanGroup): Promise<void> {
  const { eventId, receivedAt, plans, work } = group;
  const values = [
    eventId,
    receivedAt,
    ...columnsOf(scanColumns, plans),
    ...columnsOf(passageColumns, passagesOf(plans)),
    ...columnsOf(personColumns, lastStates(plans)),
    work.map(({ id }) => id),
    work.map(({ handler }) => handler),
  ];
  await db.raw(statement, values as never[]).options({ name: 'evm-scan-write' });
}

/** A column of the rows that a statement is given: its name, its type, and what a thing has in it. */
type Column<T> = readonly [name: string, type: string, value: (thing: T) => unknown];

const scanColumns: readonly Column<PlannedScan>[] = [
  ['scan_id', 'text', ({ scan }) => scan.scanId],
  ['fingerprint', 'bytea', ({ scan }) => scan.fingerprint],
  ['verdict', 'text', ({ decision }) => decision.verdict],
  ['facts', 'jsonb', ({ decision }) => JSON.stringify(decision.facts)],
  ['participant_id', 'uuid', ({ participant }) => participant?.id],
  ['gate_id', 'uuid', ({ gate }) => gate?.id],
  ['method', 'text', ({ scan }) => scan.method],
  ['direction', 'text', ({ scan }) => scan.direction],
  ['at', 'text', ({ scan }) => scan.at.toISOString()],
  ['received_by', 'uuid', ({ scan }) => scan.caller.keyId],
  ['location', 'jsonb', ({ scan }) => scan.location && JSON.stringify(scan.location)],
  ['device', 'jsonb', ({ scan }) => scan.deviceInfo && JSON.stringify(scan.deviceInfo)],
  ['record_id', 'uuid', ({ entry }) => entry?.recordId],
  ['log_id', 'uuid', ({ entry }) => entry?.logId],
  ['fact_id', 'uuid', ({ entry }) => entry?.factId],
  ['version', 'int', ({ entry }) => entry?.version],
  ['conflict_resolved', 'boolean', ({ entry }) => entry?.conflictResolved],
  ['processing_ms', 'int', ({ entry }) => entry?.processingMs],
  ['is_arrival', 'boolean', ({ entry }) => entry?.isArrival],
  ['inside_delta', 'int', ({ entry }) => entry?.insideDelta],
];

/** What a participant is after the last of their scans: a row can be updated once in a statement. */
interface LastState {
  id: string;
  isInside: boolean;
  version: number;
  /** As the decision found it. */
  versionBefore: number;
  ticketCopy: number;
  firstAt: Date;
  firstBy: string | undefined;
  firstDevice: string | undefined;
}

const personColumns: readonly Column<LastState>[] = [
  ['id', 'uuid', ({ id }) => id],
  ['inside', 'boolean', ({ isInside }) => isInside],
  ['version', 'int', ({ version }) => version],
  ['version_before', 'int', ({ versionBefore }) => versionBefore],
  ['ticket_copy', 'int', ({ ticketCopy }) => ticketCopy],
  ['at', 'timestamptz', ({ firstAt }) => firstAt.toISOString()],
  ['by', 'uuid', ({ firstBy }) => firstBy],
  ['device', 'text', ({ firstDevice }) => firstDevice],
];

interface Passages {
  participantId: string;
  gateId: string;
  times: number[];
}

const passageColumns: readonly Column<Passages>[] = [
  ['participant_id', 'uuid', ({ participantId }) => participantId],
  ['gate_id', 'uuid', ({ gateId }) => gateId],
  // There are no arrays of arrays of different lengths.
  ['times', 'text', ({ times }) => `{${times.join(',')}}`],
];

// Rows of work and facts are those of `work-repository` and `domain-event-repository`: one statement for
// everything is a third of the cost of one for each (docs/decisions/0013).
const statement = `
  WITH given AS (SELECT ?::uuid AS event, ?::timestamptz AS received),
  rows AS MATERIALIZED (SELECT * FROM ${rowsOf(scanColumns)} ORDER BY scan_id),
  entries AS (SELECT * FROM rows WHERE record_id IS NOT NULL),
  written AS (
    INSERT INTO scans (event_id, scan_id, fingerprint, verdict, participant_id, gate_id, record_id, method,
      direction, scanned_at, facts, received_by, received_at)
    SELECT event, scan_id, fingerprint, verdict, participant_id, gate_id, record_id, method, direction,
      at::timestamptz, facts, received_by, received
    FROM given, rows
    ON CONFLICT DO NOTHING RETURNING 1),
  records AS (
    INSERT INTO attendance_records (id, event_id, participant_id, gate_id, "timestamp", method, direction,
      scan_id, location, device_info, processing_time_ms, created_at)
    SELECT record_id, event, participant_id, gate_id, at::timestamptz, method, direction, scan_id, location,
      device, processing_ms, received
    FROM given, entries),
  logs AS (
    INSERT INTO checkin_logs (id, event_id, participant_id, action, scan_id, device, location,
      local_timestamp, version, conflict_resolved)
    SELECT log_id, event, participant_id, 'check_in', scan_id, device, location, at::timestamptz, version,
      conflict_resolved
    FROM given, entries),
  passages AS (
    INSERT INTO attendance_passages AS p (participant_id, gate_id, times)
    SELECT participant_id, gate_id, times::bigint[] FROM ${rowsOf(passageColumns)}
    ON CONFLICT (participant_id, gate_id) DO UPDATE SET times = p.times || excluded.times),
  states AS (SELECT * FROM ${rowsOf(personColumns)}),
  people AS (
    UPDATE participants p SET checkin_status = 'checked_in', inside = s.inside,
      checked_in_at = coalesce(p.checked_in_at, s.at), checked_in_by = coalesce(p.checked_in_by, s.by),
      checked_in_device = coalesce(p.checked_in_device, s.device), checkin_version = s.version,
      updated_at = given.received
    FROM given, states s
    WHERE p.id = s.id AND p.checkin_version = s.version_before AND p.ticket_copy = s.ticket_copy
      AND p.registration_status = 'registered'
    RETURNING 1),
  facts AS (
    INSERT INTO domain_events (id, type, event_id, subject_id, data, occurred_at)
    SELECT fact_id, 'attendance.recorded', event, participant_id, jsonb_build_object('recordId', record_id,
      'gateId', gate_id, 'timestamp', at, 'method', method, 'isArrival', is_arrival,
      'insideDelta', inside_delta, 'processingMs', processing_ms), received
    FROM given, entries),
  follow_up AS (
    INSERT INTO attendance_work (id, event_id, handler, domain_event_ids)
    SELECT w.id, event, w.handler, accepted.ids
    FROM given, unnest(?::uuid[], ?::text[]) AS w (id, handler),
      (SELECT array_agg(fact_id) AS ids FROM entries) accepted
    WHERE accepted.ids IS NOT NULL)
  -- Participants before scan ids, as everybody who locks them: else two could wait for each other.
  SELECT attendance_unchanged(CASE
    WHEN (SELECT count(*) FROM people) = (SELECT count(*) FROM states)
    THEN (SELECT count(*) FROM written) = (SELECT count(*) FROM rows) ELSE false END)`;

/** Rows from one array for each column, which costs half of what JSON does. */
function rowsOf<T>(columns: readonly Column<T>[]): string {
  const arrays = columns.map(([, type]) => `?::${type}[]`).join(', ');
  return `unnest(${arrays}) AS r (${columns.map(([name]) => `"${name}"`).join(', ')})`;
}

/** Array literals: the driver would look for signs to escape in every value, and few types have any. */
function columnsOf<T>(columns: readonly Column<T>[], things: readonly T[]): string[] {
  return columns.map(([, type, value]) => {
    const write = isPlain.has(type) ? String : quote;
    const elements = things.map((thing) => {
      const element = value(thing) ?? undefined;
      return element === undefined ? 'NULL' : write(element);
    });
    return `{${elements.join(',')}}`;
  });
}

const isPlain: ReadonlySet<string> = new Set(['uuid', 'int', 'boolean', 'timestamptz']);

/** A text or bytes inside of an array literal (PostgreSQL manual, 8.15.6). */
function quote(value: unknown): string {
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  return `"${String(value).replace(/["\\]/g, '\\$&')}"`;
}

function lastStates(plans: readonly PlannedScan[]): LastState[] {
  const states = new Map<string, LastState>();
  for (const { scan, participant, entry } of plans) {
    if (!participant || !entry) continue;
    const first = states.get(participant.id);
    states.set(participant.id, {
      id: participant.id,
      isInside: participant.isInside,
      version: entry.version,
      versionBefore: first?.versionBefore ?? entry.version - 1,
      ticketCopy: participant.ticketCopy,
      firstAt: first?.firstAt ?? scan.at,
      firstBy: first ? first.firstBy : scan.caller.keyId,
      firstDevice: first ? first.firstDevice : scan.deviceInfo?.deviceId,
    });
  }
  // In the order in which whoever locks them does.
  return [...states.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** One row for each participant and gate, for the same reason. */
function passagesOf(plans: readonly PlannedScan[]): Passages[] {
  const rows = new Map<string, Passages>();
  for (const { scan, gate, participant, entry } of plans) {
    if (!gate || !participant || !entry) continue;
    const key = `${participant.id} ${gate.id}`;
    const row = rows.get(key) ?? { participantId: participant.id, gateId: gate.id, times: [] };
    row.times.push(scan.at.getTime());
    rows.set(key, row);
  }
  return [...rows.values()];
}
