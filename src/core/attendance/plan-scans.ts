import type { Ids } from '../runtime/ids.js';
import {
  decideScan,
  type ScanDecision,
  type ScannedEvent,
  type ScannedGate,
  type ScannedParticipant,
} from './decide-scan.js';
import type { Scan } from './scan.js';

/** What is known about a group of scans of one event. */
export interface ScanFacts {
  eventId: string;
  event: ScannedEvent;
  gates: readonly ScannedGate[];
  participants: readonly ScannedParticipant[];
}

/** A scan, what becomes of it, and what an accepted one changes. */
export interface PlannedScan {
  scan: Scan;
  decision: ScanDecision;
  gate: ScannedGate | undefined;
  /** As it is after the scan. */
  participant: ScannedParticipant | undefined;
  entry: PlannedEntry | undefined;
}

/** The effects of an accepted scan. */
export interface PlannedEntry {
  recordId: string;
  /** The participant was not checked in before. */
  isArrival: boolean;
  /** By how much the number of people inside changes. */
  insideDelta: -1 | 0 | 1;
  version: number;
  /**
   * A later passage was recorded before: a device that was without a network. Both stand; the last to come
   * wins.
   */
  conflictResolved: boolean;
  /** Whole milliseconds from the arrival of the request to this decision. */
  processingMs: number;
}

/**
 * Decides scans one after the other, each by what those before it changed. Changes nothing that it is
 * given.
 * @param options.now `performance.now()`
 */
export function planScans(
  scans: readonly Scan[],
  facts: ScanFacts,
  { ids, now }: { ids: Ids; now: number },
): PlannedScan[] {
  const byId = new Map(facts.participants.map((person) => [person.id, person]));
  const byCode = new Map(facts.participants.map(({ id, ticketCode }) => [ticketCode, id]));
  const { event, eventId } = facts;

  return scans.map((scan) => {
    const gate = facts.gates.find((known) =>
      'id' in scan.gate ? known.id === scan.gate.id : known.code === scan.gate.code,
    );
    const participant = byId.get(participantIdOf(scan, byCode) ?? '');
    const decision = decideScan(scan, { eventId, event, gate, participant });
    if (decision.verdict !== 'accepted' || !gate || !participant) {
      return { scan, decision, gate, participant, entry: undefined };
    }
    const isInside = scan.direction !== 'out';
    const after: ScannedParticipant = {
      ...participant,
      isCheckedIn: true,
      isInside,
      checkinVersion: participant.checkinVersion + 1,
      passages: withPassage(participant.passages, gate.id, scan.at.getTime()),
    };
    byId.set(participant.id, after);
    const entry: PlannedEntry = {
      recordId: ids.next(),
      isArrival: !participant.isCheckedIn,
      insideDelta: (Number(isInside) - Number(participant.isInside)) as -1 | 0 | 1,
      version: after.checkinVersion,
      conflictResolved: hasPassedAfter(participant, scan.at.getTime()),
      processingMs: Math.round(now - scan.arrivedAt),
    };
    return { scan, decision, gate, participant: after, entry };
  });
}

function participantIdOf({ ticket }: Scan, byCode: ReadonlyMap<string, string>) {
  if (ticket.kind === 'participant') return ticket.id;
  return ticket.kind === 'code' ? byCode.get(ticket.code) : undefined;
}

function hasPassedAfter({ passages }: ScannedParticipant, at: number): boolean {
  return [...passages.values()].some((times) => times.some((time) => time > at));
}

function withPassage(passages: ScannedParticipant['passages'], gateId: string, at: number) {
  return new Map(passages).set(gateId, [...(passages.get(gateId) ?? []), at]);
}
