import type { Scan } from './scan.js';
import type { Verdict, VerdictFacts } from './schema.js';

/** The event's side of a decision. */
export interface ScannedEvent {
  startsAt: Date;
  endsAt: Date | undefined;
  /** Whether it takes attendance at all. */
  isCheckinEnabled: boolean;
}

export interface ScannedGate {
  id: string;
  code: string;
  active: boolean;
}

/** A participant as the record knows them at this moment; changes with each scan that is accepted. */
export interface ScannedParticipant {
  id: string;
  eventId: string;
  number: number;
  name: string;
  ticketCode: string;
  ticketCopy: number;
  registrationStatus: 'pending' | 'registered' | 'waitlisted' | 'cancelled';
  isCheckedIn: boolean;
  isInside: boolean;
  checkinVersion: number;
  /** How often the registration was cancelled or the ticket replaced. */
  revocations: number;
  /** When each gate was passed, in milliseconds, by gate id. */
  passages: ReadonlyMap<string, readonly number[]>;
}

/** What is known when a scan is decided. */
export interface ScanWorld {
  eventId: string;
  event: ScannedEvent;
  gate: ScannedGate | undefined;
  participant: ScannedParticipant | undefined;
}

export interface ScanDecision {
  verdict: Verdict;
  facts: VerdictFacts;
}

/** Seed 002: the same participant at the same gate within five minutes is a conflict. */
export const passageMs = 5 * 60_000;
/** Seed 002: from one hour before the start to one hour after the end. */
const marginMs = 60 * 60_000;
/** Of an event without an end. */
const openEndMs = 24 * 60 * 60_000;

/** What becomes of a scan: the first reason against it, or none. Pure. */
export function decideScan(scan: Scan, world: ScanWorld): ScanDecision {
  if (!world.event.isCheckinEnabled) return refuse('checkin_disabled');
  return (
    judgeGate(scan, world.gate) ??
    judgeTicket(scan, world) ??
    judgeTime(scan, world.event) ??
    judgePresence(scan, world) ?? { verdict: 'accepted', facts: {} }
  );
}

function judgeGate(scan: Scan, gate: ScannedGate | undefined): ScanDecision | undefined {
  if (!gate) return refuse('unknown_gate');
  const { gateIds } = scan.caller;
  if (gateIds.length > 0 && !gateIds.includes(gate.id)) return refuse('gate_not_allowed');
  return gate.active ? undefined : refuse('gate_inactive', { gate: gate.code });
}

function judgeTicket(
  { ticket }: Scan,
  { eventId, participant }: ScanWorld,
): ScanDecision | undefined {
  if (ticket.kind === 'refused') return refuse(ticket.verdict);
  if (!participant) return refuse('unknown_ticket');
  if (participant.eventId !== eventId) return refuse('wrong_event');
  const { registrationStatus, ticketCopy } = participant;
  if (registrationStatus === 'waitlisted' || registrationStatus === 'cancelled') {
    return refuse(registrationStatus);
  }
  if (registrationStatus !== 'registered') return refuse('not_active');
  const copy = ticket.kind === 'code' ? ticket.copy : undefined;
  if (copy !== undefined && copy > ticketCopy) return refuse('unknown_ticket');
  if (copy !== undefined && copy < ticketCopy) {
    return refuse('superseded_copy', { copy, newestCopy: ticketCopy });
  }
  return undefined;
}

function judgeTime({ at }: Scan, { startsAt, endsAt }: ScannedEvent): ScanDecision | undefined {
  const from = startsAt.getTime() - marginMs;
  const until = (endsAt?.getTime() ?? startsAt.getTime() + openEndMs) + marginMs;
  if (at.getTime() >= from && at.getTime() <= until) return undefined;
  return refuse('outside_window', {
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
  });
}

function judgePresence(
  { at, direction }: Scan,
  { gate, participant }: ScanWorld,
): ScanDecision | undefined {
  if (!gate || !participant) return undefined;
  const time = at.getTime();
  const near = participant.passages
    .get(gate.id)
    ?.find((passed) => Math.abs(passed - time) < passageMs);
  if (near !== undefined) return refuse('duplicate', { passedAt: new Date(near).toISOString() });
  if (direction === 'in' && participant.isInside) return refuse('already_inside');
  if (direction === 'out' && !participant.isInside) return refuse('not_inside');
  return undefined;
}

function refuse(verdict: Verdict, facts: VerdictFacts = {}): ScanDecision {
  return { verdict, facts };
}
