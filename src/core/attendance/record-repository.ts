import { arrayParameter } from '../runtime/database/array-parameter.js';
import type { ColumnValue, TypeName } from '../runtime/database/binary-encoders.js';
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
  const states = lastStates(plans);
  const values = [
    eventId,
    receivedAt,
    fact?.id ?? null,
    fact ? JSON.stringify(fact.data) : null,
    sizeOf(fact?.data),
    ...columns.map(([, type, read]) =>
      arrayParameter(
        type,
        plans.map((plan) => read(plan, states.get(plan))),
      ),
    ),
    work.map(({ id }) => id),
    work.map(({ handler }) => handler),
  ];
  await db.raw(statement, values as never[]).options({ name: 'evm-scan-write' });
}

/** The check-in of a participant after the last of their scans: a row can be written once in a statement. */
interface LastState {
  isInside: boolean;
  version: number;
  revocations: number;
  /** Where and when they passed in this group, as many as their version rises by. */
  gateIds: string[];
  times: number[];
}

type ReadValue = (plan: PlannedScan, state: LastState | undefined) => ColumnValue | undefined;

/** What the statement is given of a scan; of its check-in, with the first scan of a participant. */
const columns: readonly (readonly [name: string, type: TypeName, read: ReadValue])[] = [
  ['scan_id', 'text', ({ scan }) => scan.scanId],
  ['fingerprint', 'bytea', ({ scan }) => scan.fingerprint],
  ['verdict', 'text', ({ decision }) => decision.verdict],
  ['facts', 'jsonb', ({ decision }) => JSON.stringify(decision.facts)],
  ['participant_id', 'uuid', ({ participant }) => participant?.id],
  ['gate_id', 'uuid', ({ gate }) => gate?.id],
  ['method', 'text', ({ scan }) => scan.method],
  ['direction', 'text', ({ scan }) => scan.direction],
  ['at', 'timestamptz', ({ scan }) => scan.at],
  ['received_by', 'uuid', ({ scan }) => scan.caller.keyId],
  ['location', 'jsonb', ({ scan }) => scan.location && JSON.stringify(scan.location)],
  ['device', 'jsonb', ({ scan }) => scan.deviceInfo && JSON.stringify(scan.deviceInfo)],
  ['record_id', 'uuid', ({ entry }) => entry?.recordId],
  ['version', 'int', ({ entry }) => entry?.version],
  ['conflict_resolved', 'boolean', ({ entry }) => entry?.conflictResolved],
  ['processing_ms', 'int', ({ entry }) => entry?.processingMs],
  ['is_arrival', 'boolean', ({ entry }) => entry?.isArrival],
  ['inside_delta', 'smallint', ({ entry }) => entry?.insideDelta],
  ['is_inside', 'boolean', (_, state) => state?.isInside],
  ['last_version', 'int', (_, state) => state?.version],
  ['revocations', 'int', (_, state) => state?.revocations],
  // There are no arrays of arrays of different lengths. Nearly everybody passes one gate at a time, which
  // the scan itself says.
  ['gate_ids', 'text', (_, state) => listOf(state?.gateIds)],
  ['times', 'text', (_, state) => listOf(state?.times)],
];

function listOf(values: readonly unknown[] = []): string | undefined {
  return values.length > 1 ? `{${values.join(',')}}` : undefined;
}

// Rows of work and facts are those of `work-repository` and `domain-event-repository`: one statement for
// everything is a third of the cost of one for each (docs/decisions/0013).
const statement = `
  WITH given AS (SELECT ?::uuid AS event, ?::timestamptz AS received, ?::uuid AS fact_id, ?::jsonb AS fact,
    ?::int AS size),
  rows AS MATERIALIZED (
    SELECT * FROM unnest(${columns.map(([, type]) => `?::${type}[]`).join(', ')})
      AS r (${columns.map(([name]) => name).join(', ')})
    ORDER BY scan_id),
  written AS (
    INSERT INTO scans (event_id, scan_id, fingerprint, verdict, participant_id, gate_id, record_id, method,
      direction, scanned_at, facts, received_by, received_at)
    SELECT event, scan_id, fingerprint, verdict, participant_id, gate_id, record_id, method, direction,
      at, facts, received_by, received
    FROM given, rows
    ON CONFLICT DO NOTHING RETURNING 1),
  records AS (
    INSERT INTO attendance_records (id, event_id, participant_id, gate_id, "timestamp", method, direction,
      scan_id, location, device_info, processing_time_ms, version, conflict_resolved, is_arrival,
      inside_delta, created_at)
    SELECT record_id, event, participant_id, gate_id, at, method, direction, scan_id, location,
      device, processing_ms, version, conflict_resolved, is_arrival, inside_delta, received
    FROM given, rows WHERE record_id IS NOT NULL),
  -- In the order in which whoever locks them does.
  states AS MATERIALIZED (
    SELECT participant_id AS id, is_inside, last_version, revocations, at, received_by,
      device->>'deviceId' AS device, coalesce(gate_ids::uuid[], ARRAY[gate_id]) AS gate_ids,
      coalesce(times::bigint[], ARRAY[(date_part('epoch', at) * 1000)::bigint]) AS times
    FROM rows WHERE last_version IS NOT NULL ORDER BY participant_id),
  people AS (
    INSERT INTO checkins AS c (participant_id, status, inside, version, revocations, checked_in_at,
      checked_in_by, checked_in_device, gate_ids, times, updated_at)
    SELECT id, 'checked_in', is_inside, last_version, revocations, at, received_by, device, gate_ids,
      times, received
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

/** By how much is in it, how long it takes to follow it up. */
function sizeOf(fact: AttendanceFact | undefined): number {
  return fact ? fact.recordIds.length + fact.conflicts.length : 0;
}

/** By the first accepted scan of each participant, which says with what they came. */
function lastStates(plans: readonly PlannedScan[]): Map<PlannedScan, LastState> {
  const states = new Map<PlannedScan, LastState>();
  const ofPeople = new Map<string, LastState>();
  for (const plan of plans) {
    const { scan, gate, participant, entry } = plan;
    if (!gate || !participant || !entry) continue;
    const { isInside, revocations } = participant;
    const at = scan.at.getTime();
    const known = ofPeople.get(participant.id);
    if (known) {
      known.isInside = isInside;
      known.version = entry.version;
      known.gateIds.push(gate.id);
      known.times.push(at);
      continue;
    }
    const version = entry.version;
    const state = { isInside, version, revocations, gateIds: [gate.id], times: [at] };
    ofPeople.set(participant.id, state);
    states.set(plan, state);
  }
  return states;
}
