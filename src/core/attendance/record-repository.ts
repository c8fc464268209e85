import type { Queryable } from '../runtime/database/database.js';
import type { AttendanceFact } from './attendance-fact.js';
import type { PlannedScan } from './plan-scans.js';

/** What a group of decided scans leaves behind. */
export interface ScanGroup {
  eventId: string;
  receivedAt: Date;
  plans: readonly PlannedScan[];
  /** What is published of them; nothing when it is left out. */
  fact: { id: string; data: AttendanceFact } | undefined;
  /** For each handler a row of work about the fact. */
  work: readonly { id: string; handler: string }[];
}

/**
 * Writes a group of decided scans and all their effects in one statement, which is all or nothing even
 * without a transaction around it. Fails with 40001 when something that the decision was made on is not so
 * any more: somebody else answered one of these scan ids, or changed one of the check-ins. A passage
 * that is too near to another violates `attendance_passages_apart`.
 */
export async function writeScans(db: Queryable, group: ScanGroup): Promise<void> {
  const { eventId, receivedAt, plans, fact, work } = group;
  const values = [
    eventId,
    receivedAt,
    fact?.id ?? null,
    fact ? JSON.stringify(fact.data) : null,
    sizeOf(fact?.data),
    ...columnsOf(scanColumns, plans),
    ...columnsOf(checkinColumns, lastStates(plans)),
    work.map(({ id }) => id),
    work.map(({ handler }) => handler),
  ];
  await db.raw(statement, values as never[]).options({ name: 'evm-scan-write' });
}

/** A column of the rows that a statement is given: its name, its type, and what a thing has in it. */
type Column<T> = readonly [name: string, type: string, value: (thing: T) => unknown];

/** A text that is one of our own words, which needs no quotes. */
const word = 'varchar';

const scanColumns: readonly Column<PlannedScan>[] = [
  ['scan_id', 'text', ({ scan }) => scan.scanId],
  ['fingerprint', 'bytea', ({ scan }) => scan.fingerprint],
  ['verdict', word, ({ decision }) => decision.verdict],
  ['facts', 'jsonb', ({ decision }) => JSON.stringify(decision.facts)],
  ['participant_id', 'uuid', ({ participant }) => participant?.id],
  ['gate_id', 'uuid', ({ gate }) => gate?.id],
  ['method', word, ({ scan }) => scan.method],
  ['direction', word, ({ scan }) => scan.direction],
  ['at', 'timestamptz', ({ scan }) => scan.at.toISOString()],
  ['received_by', 'uuid', ({ scan }) => scan.caller.keyId],
  ['location', 'jsonb', ({ scan }) => scan.location && JSON.stringify(scan.location)],
  ['device', 'jsonb', ({ scan }) => scan.deviceInfo && JSON.stringify(scan.deviceInfo)],
  ['record_id', 'uuid', ({ entry }) => entry?.recordId],
  ['version', 'int', ({ entry }) => entry?.version],
  ['conflict_resolved', 'boolean', ({ entry }) => entry?.conflictResolved],
  ['processing_ms', 'int', ({ entry }) => entry?.processingMs],
];

/** The check-in of a participant after the last of their scans: a row can be written once in a statement. */
interface LastState {
  id: string;
  isInside: boolean;
  version: number;
  revocations: number;
  firstAt: Date;
  firstBy: string | undefined;
  firstDevice: string | undefined;
  /** Where and when they passed in this group, as many as their version rises by. */
  gateIds: string[];
  times: number[];
}

const checkinColumns: readonly Column<LastState>[] = [
  ['id', 'uuid', ({ id }) => id],
  ['inside', 'boolean', ({ isInside }) => isInside],
  ['version', 'int', ({ version }) => version],
  ['revocations', 'int', ({ revocations }) => revocations],
  ['at', 'timestamptz', ({ firstAt }) => firstAt.toISOString()],
  ['by', 'uuid', ({ firstBy }) => firstBy],
  ['device', 'text', ({ firstDevice }) => firstDevice],
  // There are no arrays of arrays of different lengths.
  ['gate_ids', 'text', ({ gateIds }) => `{${gateIds.join(',')}}`],
  ['times', 'text', ({ times }) => `{${times.join(',')}}`],
];

// Rows of work and facts are those of `work-repository` and `domain-event-repository`: one statement for
// everything is a third of the cost of one for each (docs/decisions/0013).
const statement = `
  WITH given AS (SELECT ?::uuid AS event, ?::timestamptz AS received, ?::uuid AS fact_id, ?::jsonb AS fact,
    ?::int AS size),
  rows AS MATERIALIZED (SELECT * FROM ${rowsOf(scanColumns)} ORDER BY scan_id),
  written AS (
    INSERT INTO scans (event_id, scan_id, fingerprint, verdict, participant_id, gate_id, record_id, method,
      direction, scanned_at, facts, received_by, received_at)
    SELECT event, scan_id, fingerprint, verdict, participant_id, gate_id, record_id, method, direction,
      at, facts, received_by, received
    FROM given, rows
    ON CONFLICT DO NOTHING RETURNING 1),
  records AS (
    INSERT INTO attendance_records (id, event_id, participant_id, gate_id, "timestamp", method, direction,
      scan_id, location, device_info, processing_time_ms, version, conflict_resolved, created_at)
    SELECT record_id, event, participant_id, gate_id, at, method, direction, scan_id, location,
      device, processing_ms, version, conflict_resolved, received
    FROM given, rows WHERE record_id IS NOT NULL),
  states AS (SELECT * FROM ${rowsOf(checkinColumns)}),
  people AS (
    INSERT INTO checkins AS c (participant_id, status, inside, version, revocations, checked_in_at,
      checked_in_by, checked_in_device, gate_ids, times, updated_at)
    SELECT id, 'checked_in', inside, version, revocations, at, "by", device, gate_ids::uuid[],
      times::bigint[], received
    FROM given, states
    ON CONFLICT (participant_id) DO UPDATE SET status = excluded.status, inside = excluded.inside,
      version = excluded.version, checked_in_at = coalesce(c.checked_in_at, excluded.checked_in_at),
      checked_in_by = coalesce(c.checked_in_by, excluded.checked_in_by),
      checked_in_device = coalesce(c.checked_in_device, excluded.checked_in_device),
      gate_ids = c.gate_ids || excluded.gate_ids, times = c.times || excluded.times,
      updated_at = excluded.updated_at
    WHERE c.version = excluded.version - cardinality(excluded.times)
      AND c.revocations = excluded.revocations
    RETURNING 1),
  facts AS (
    INSERT INTO domain_events (id, type, event_id, subject_id, data, occurred_at)
    SELECT fact_id, 'attendance.recorded', event, event, fact, received FROM given
    WHERE fact_id IS NOT NULL),
  follow_up AS (
    INSERT INTO attendance_work (id, event_id, handler, domain_event_ids, scans)
    SELECT w.id, event, w.handler, ARRAY[fact_id], size
    FROM given, unnest(?::uuid[], ?::text[]) AS w (id, handler)
    WHERE fact_id IS NOT NULL)
  -- Check-ins before scan ids, as everybody who locks them: else two could wait for each other.
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

const isPlain: ReadonlySet<string> = new Set(['uuid', 'int', 'boolean', 'timestamptz', word]);

/** A text or bytes inside of an array literal (PostgreSQL manual, 8.15.6). */
function quote(value: unknown): string {
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
  return `"${String(value).replace(/["\\]/g, '\\$&')}"`;
}

/** By how much is in it, how long it takes to follow it up. */
function sizeOf(fact: AttendanceFact | undefined): number {
  return fact ? fact.scans.length + fact.conflicts.length : 0;
}

function lastStates(plans: readonly PlannedScan[]): LastState[] {
  const states = new Map<string, LastState>();
  for (const { scan, gate, participant, entry } of plans) {
    if (!gate || !participant || !entry) continue;
    const known = states.get(participant.id);
    const state = known ?? {
      id: participant.id,
      isInside: false,
      version: 0,
      revocations: participant.revocations,
      firstAt: scan.at,
      firstBy: scan.caller.keyId,
      firstDevice: scan.deviceInfo?.deviceId,
      gateIds: [],
      times: [],
    };
    state.isInside = participant.isInside;
    state.version = entry.version;
    state.gateIds.push(gate.id);
    state.times.push(scan.at.getTime());
    states.set(participant.id, state);
  }
  // In the order in which whoever locks them does.
  return [...states.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
