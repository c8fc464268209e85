import { arrayParameter } from '../runtime/database/array-parameter.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { ScannedEvent, ScannedGate, ScannedParticipant } from './decide-scan.js';
import type { ScanAnswer } from './schema.js';

/** Whom the scans of a group are about, by id or by ticket code of this event. */
export interface WantedParticipants {
  eventId: string;
  ids: readonly string[];
  codes: readonly string[];
}

// One ticket code of `asked (code)` at a time, and the event compared afterwards: by what was known of an event
// before its list came, reading all of it looks as cheap as looking some codes up (docs/decisions/0025).
const participantOfCode = `LATERAL (
  SELECT * FROM participants WHERE ticket_code = asked.code LIMIT 1) AS p`;

/**
 * Locks the check-ins of participants, in the order of their ids, so that two that lock never wait for each
 * other; of whoever has none, an empty one. Until the transaction ends nobody else changes them.
 */
export async function lockCheckins(
  trx: Transaction,
  { eventId, ids, codes }: WantedParticipants,
): Promise<void> {
  await trx.raw(
    `INSERT INTO checkins AS c (participant_id)
     SELECT id FROM (
       SELECT id FROM participants WHERE id = ANY(?::uuid[])
       UNION SELECT p.id FROM unnest(?::text[]) AS asked (code), ${participantOfCode} WHERE event_id = ?) AS wanted
     ORDER BY id
     ON CONFLICT (participant_id) DO UPDATE SET version = c.version`,
    [[...ids], [...codes], eventId] as never[],
  );
}

export interface GroupFacts {
  /** Undefined when the event was deleted meanwhile. */
  event: ScannedEvent | undefined;
  gates: ScannedGate[];
  participants: ScannedParticipant[];
  /** What was answered before to ids of this group. */
  answered: Map<string, StoredAnswer>;
  /** Those of the asked access keys that are valid now. */
  validKeys: Set<string>;
}

export interface StoredAnswer {
  answer: ScanAnswer;
  /** Of the scan, as `fingerprintOf` makes it. */
  fingerprint: string;
}

/** Everything that deciding needs, in one statement. */
export async function readGroupFacts(
  db: Queryable,
  wanted: WantedParticipants & { scanIds: readonly string[]; keyIds: readonly string[] },
): Promise<GroupFacts> {
  const { eventId, ids, codes, scanIds, keyIds } = wanted;
  const { rows } = await db
    .raw<{ rows: FactsRow[] }>(factsStatement, [
      eventId,
      arrayParameter('uuid', ids),
      arrayParameter('text', codes),
      arrayParameter('text', scanIds),
      arrayParameter('uuid', keyIds),
    ] as never[])
    .options({ name: 'evm-scan-facts' });
  const { event, gates, people, answered, keys } = rows[0] as FactsRow;
  const participants = new Map((people ?? []).map((row) => [row.id, participantFromRow(row)]));
  return {
    event: event
      ? {
          startsAt: new Date(event.starts_at),
          endsAt: event.ends_at === null ? undefined : new Date(event.ends_at),
          isCheckinEnabled: event.checkin_enabled,
        }
      : undefined,
    gates: gates ?? [],
    participants: [...participants.values()],
    answered: new Map(
      (answered ?? []).map((row) => [
        row.scan_id,
        { answer: answerFromRow(row), fingerprint: row.fingerprint },
      ]),
    ),
    validKeys: new Set(keys ?? []),
  };
}

// Check-ins one person at a time, and scans one id at a time: a join would be planned once for tables that
// are empty when the doors open, and read all of them for each group later.
const personColumns = `id, event_id, number, name, ticket_code, ticket_copy, registration_status,
  (SELECT json_build_object('status', status, 'inside', inside, 'version', version,
     'revocations', revocations, 'gates', gate_ids, 'times', times)
   FROM checkins WHERE participant_id = p.id) AS checkin`;

export const answerColumns = `scan_id, verdict, facts, participant_id, gate_id, record_id, method,
  direction, scanned_at, received_at, annulled_at`;

const factsStatement = `
  WITH given AS (
    SELECT ?::uuid AS event, ?::uuid[] AS ids, ?::text[] AS codes, ?::text[] AS scan_ids,
      ?::uuid[] AS key_ids),
  people AS MATERIALIZED (
    SELECT ${personColumns} FROM participants p WHERE id = ANY((SELECT ids FROM given)::uuid[])
    UNION ALL
    SELECT ${personColumns} FROM given, unnest(given.codes) AS asked (code), ${participantOfCode}
    WHERE event_id = given.event)
  SELECT
    (SELECT json_build_object('starts_at', starts_at, 'ends_at', ends_at,
          'checkin_enabled', checkin_enabled)
       FROM events WHERE id = given.event AND deleted_at IS NULL) AS event,
    (SELECT json_agg(json_build_object('id', id, 'code', code, 'active', active))
       FROM gates WHERE event_id = given.event) AS gates,
    (SELECT json_agg(people) FROM people) AS people,
    (SELECT json_agg(s) FROM unnest(given.scan_ids) AS asked (id), LATERAL (
       SELECT ${answerColumns}, encode(fingerprint, 'hex') AS fingerprint
       FROM scans WHERE event_id = given.event AND scan_id = asked.id LIMIT 1) s) AS answered,
    (SELECT json_agg(id) FROM access_keys WHERE id = ANY(given.key_ids) AND revoked_at IS NULL
       AND (expires_at IS NULL OR expires_at > now())) AS keys
  FROM given`;

export interface AnswerRow {
  scan_id: string;
  verdict: ScanAnswer['verdict'];
  facts: ScanAnswer['facts'];
  participant_id: string | null;
  gate_id: string | null;
  record_id: string | null;
  method: ScanAnswer['method'];
  direction: ScanAnswer['direction'];
  /** A text inside of JSON. */
  scanned_at: Date | string;
  received_at: Date | string;
  annulled_at: Date | string | null;
}

export function answerFromRow(row: AnswerRow): ScanAnswer {
  return {
    scanId: row.scan_id,
    verdict: row.verdict,
    facts: row.facts,
    participantId: row.participant_id,
    gateId: row.gate_id,
    recordId: row.record_id,
    method: row.method,
    direction: row.direction,
    timestamp: new Date(row.scanned_at),
    receivedAt: new Date(row.received_at),
    annulledAt: row.annulled_at === null ? null : new Date(row.annulled_at),
  };
}

function participantFromRow(row: ParticipantRow): ScannedParticipant {
  const { checkin } = row;
  return {
    id: row.id,
    eventId: row.event_id,
    number: row.number,
    name: row.name,
    ticketCode: row.ticket_code,
    ticketCopy: row.ticket_copy,
    registrationStatus: row.registration_status,
    isCheckedIn: checkin?.status === 'checked_in',
    isInside: checkin?.inside ?? false,
    checkinVersion: checkin?.version ?? 0,
    revocations: checkin?.revocations ?? 0,
    passages: checkin ? passagesOf(checkin) : nowhere,
  };
}

const nowhere: ScannedParticipant['passages'] = new Map();

function passagesOf({ gates, times }: { gates: string[]; times: number[] }) {
  const passages = new Map<string, number[]>();
  for (const [index, gate] of gates.entries()) {
    passages.set(gate, [...(passages.get(gate) ?? []), times[index] as number]);
  }
  return passages;
}

interface ParticipantRow {
  id: string;
  event_id: string;
  number: number;
  name: string;
  ticket_code: string;
  ticket_copy: number;
  registration_status: ScannedParticipant['registrationStatus'];
  checkin: {
    status: string;
    inside: boolean;
    version: number;
    revocations: number;
    gates: string[];
    times: number[];
  } | null;
}

interface FactsRow {
  event: { starts_at: string; ends_at: string | null; checkin_enabled: boolean } | null;
  gates: ScannedGate[] | null;
  people: ParticipantRow[] | null;
  answered: (AnswerRow & { fingerprint: string })[] | null;
  keys: string[] | null;
}
