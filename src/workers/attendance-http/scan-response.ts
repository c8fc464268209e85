import type { ScanAnswer, ScanResult, Verdict } from '../../core/attendance/schema.js';
import { wordsOf } from '../../core/attendance/verdict-words.js';
import { type Problem, problems } from './problem.js';

/** What a scanner is told of an accepted scan: the attendance record (seed 002). */
export interface RecordedScan {
  id: string;
  scanId: string;
  verdict: 'accepted';
  participantId: string;
  gateId: string;
  timestamp: string;
  method: string;
  direction: string | null;
  status: 'confirmed';
  createdAt: string;
  participant?: { registrationNumber: string; name: string } | undefined;
}

export type ScanResponse = { isRepeated: boolean } & (
  | { kind: 'recorded'; body: RecordedScan }
  | { kind: 'refused'; problem: Problem }
);

/** The status of each verdict (seed 002, RFC 9110). */
export const statusOfVerdict: Readonly<Record<Verdict, number>> = {
  accepted: 201,
  duplicate: 409,
  already_inside: 409,
  not_inside: 409,
  superseded_copy: 409,
  unknown_ticket: 404,
  unknown_gate: 404,
  gate_inactive: 404,
  gate_not_allowed: 403,
  checkin_disabled: 400,
  not_active: 400,
  waitlisted: 400,
  cancelled: 400,
  outside_window: 400,
  invalid_signature: 422,
  wrong_event: 422,
};

/** What a scanner is told. A result that comes again has the same answer. */
export function scanResponse(result: ScanResult): ScanResponse {
  if (result.kind === 'revoked') {
    return { kind: 'refused', isRepeated: false, problem: problems.unauthorised };
  }
  if (result.kind === 'mismatch') {
    const more = { scanId: result.scanId };
    return { kind: 'refused', isRepeated: false, problem: { ...mismatch, more } };
  }
  const { answer, isRepeated, person: participant } = result;
  return answer.verdict === 'accepted'
    ? { kind: 'recorded', isRepeated, body: recordOf(answer, participant) }
    : { kind: 'refused', isRepeated, problem: refusalOf(answer, participant) };
}

const mismatch: Problem = {
  kind: 'scan_id_reused',
  status: 422,
  title: 'the scan id was used for another scan',
  detail: 'a scan that is not the same needs a scan id of its own; nothing was recorded',
};

/** It does not say whether it was taken back meanwhile: the same scan has the same answer for ever. */
function recordOf(answer: ScanAnswer, participant: RecordedScan['participant']): RecordedScan {
  return {
    id: answer.recordId as string,
    scanId: answer.scanId,
    verdict: 'accepted',
    participantId: answer.participantId as string,
    gateId: answer.gateId as string,
    timestamp: answer.timestamp.toISOString(),
    method: answer.method,
    direction: answer.direction,
    status: 'confirmed',
    createdAt: answer.receivedAt.toISOString(),
    participant,
  };
}

function refusalOf(
  { verdict, scanId, facts }: ScanAnswer,
  participant: RecordedScan['participant'],
): Problem {
  const { title, next } = wordsOf(verdict);
  return {
    kind: verdict,
    status: statusOfVerdict[verdict],
    title,
    detail: next,
    more: { verdict, scanId, facts, participant },
  };
}
