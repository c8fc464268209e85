import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { ScannedGate, ScannedParticipant } from './decide-scan.js';
import type { ScanAnswer } from './schema.js';

/** Whom the scans of a group are about, by id or by ticket code of this event. */
export interface WantedParticipants {
  eventId: string;
  ids: readonly string[];
  codes: readonly string[];
}

/**
 * Locks participants, in the order of their ids, so that two groups never wait for each other. Until the
 * transaction ends nobody else decides about them.
 */
export async function lockParticipants(
  trx: Transaction,
  { eventId, ids, codes }: WantedParticipants,
): Promise<ScannedParticipant[]> {
  if (ids.length + codes.length === 0) return [];
  const { rows } = await trx.raw<{ rows: ParticipantRow[] }>(
    `SELECT id, event_id, number, name, ticket_code, ticket_copy, registration_status,
       checkin_status, inside, checkin_version
     FROM participants
     WHERE id = ANY(?::uuid[]) OR (ticket_code = ANY(?::text[]) AND event_id = ?)
     ORDER BY id FOR NO KEY UPDATE`,
    [[...ids], [...codes], eventId] as never[],
  );
  return rows.map((row) => ({
    id: row.id,
    eventId: row.event_id,
    number: row.number,
    name: row.name,
    ticketCode: row.ticket_code,
    ticketCopy: row.ticket_copy,
    registrationStatus: row.registration_status,
    isCheckedIn: row.checkin_status === 'checked_in',
    isInside: row.inside,
    checkinVersion: row.checkin_version,
    passages: new Map(),
  }));
}

export interface GroupFacts {
  /** Undefined when the event was deleted meanwhile. */
  event: { startsAt: Date; endsAt: Date | undefined } | undefined;
  gates: ScannedGate[];
  /** What was answered before to ids of this group. */
  answered: Map<string, StoredAnswer>;
  passages: { participantId: string; gateId: string; times: number[] }[];
  /** Those of the asked access keys that are valid now. */
  validKeys: Set<string>;
}

export interface StoredAnswer extends ScanAnswer {
  fingerprint: Buffer;
}

/** Everything else that deciding needs, in one statement. */
export async function readGroupFacts(
  trx: Queryable,
  wanted: {
    eventId: string;
    scanIds: readonly string[];
    participantIds: readonly string[];
    keyIds: readonly string[];
  },
): Promise<GroupFacts> {
  const { rows } = await trx.raw<{ rows: FactsRow[] }>(
    `SELECT
       (SELECT json_build_object('starts_at', starts_at, 'ends_at', ends_at)
          FROM events WHERE id = ? AND deleted_at IS NULL) AS event,
       (SELECT json_agg(json_build_object('id', id, 'code', code, 'active', active))
          FROM gates WHERE event_id = ?) AS gates,
       (SELECT json_agg(s) FROM (
          SELECT ${answerColumns}, encode(fingerprint, 'hex') AS fingerprint
          FROM scans WHERE event_id = ? AND scan_id = ANY(?::text[])) s) AS answered,
       (SELECT json_agg(p) FROM (
          SELECT participant_id, gate_id, times FROM attendance_passages
          WHERE participant_id = ANY(?::uuid[])) p) AS passages,
       (SELECT json_agg(id) FROM access_keys WHERE id = ANY(?::uuid[]) AND revoked_at IS NULL
          AND (expires_at IS NULL OR expires_at > now())) AS keys`,
    [
      wanted.eventId,
      wanted.eventId,
      wanted.eventId,
      [...wanted.scanIds],
      [...wanted.participantIds],
      [...wanted.keyIds],
    ] as never[],
  );
  const { event, gates, answered, passages, keys } = rows[0] as FactsRow;
  return {
    event: event
      ? {
          startsAt: new Date(event.starts_at),
          endsAt: event.ends_at === null ? undefined : new Date(event.ends_at),
        }
      : undefined,
    gates: gates ?? [],
    answered: new Map(
      (answered ?? []).map((row) => [
        row.scan_id,
        { ...answerFromRow(row), fingerprint: Buffer.from(row.fingerprint, 'hex') },
      ]),
    ),
    passages: (passages ?? []).map((row) => ({
      participantId: row.participant_id,
      gateId: row.gate_id,
      times: row.times.map(Number),
    })),
    validKeys: new Set(keys ?? []),
  };
}

export const answerColumns = `scan_id, verdict, facts, participant_id, gate_id, record_id, method,
  direction, scanned_at, received_at, annulled_at`;

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

interface ParticipantRow {
  id: string;
  event_id: string;
  number: number;
  name: string;
  ticket_code: string;
  ticket_copy: number;
  registration_status: ScannedParticipant['registrationStatus'];
  checkin_status: string;
  inside: boolean;
  checkin_version: number;
}

interface FactsRow {
  event: { starts_at: string; ends_at: string | null } | null;
  gates: ScannedGate[] | null;
  answered: (AnswerRow & { fingerprint: string })[] | null;
  passages: { participant_id: string; gate_id: string; times: number[] }[] | null;
  keys: string[] | null;
}
