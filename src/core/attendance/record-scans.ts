import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { formatRegistrationNumber } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvents } from '../runtime/domain-events/domain-event-repository.js';
import type { ScannedParticipant } from './decide-scan.js';
import { attendanceErrors } from './errors.js';
import { type PlannedScan, planScans } from './plan-scans.js';
import { writeScans } from './record-repository.js';
import type { Scan } from './scan.js';
import {
  type GroupFacts,
  lockParticipants,
  readGroupFacts,
  type StoredAnswer,
} from './scan-facts-repository.js';
import type { ScanAnswer, ScanResult } from './schema.js';
import { insertWork } from './work-repository.js';

const mostTries = 5;

/**
 * Answers scans of one event, all in one transaction: what it returns is committed. A scan id that was
 * answered before gets the same answer again, and nothing happens.
 *
 * What happens if the process dies here: before the commit nothing of the group is there; after it, the
 * same request finds its answers by the scan ids.
 */
export async function recordScans(
  context: Context,
  eventId: string,
  scans: readonly Scan[],
): Promise<ScanResult[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.database.transaction(
        async (trx) => await recordIn(trx, context, { eventId, scans, isFirstTry: attempt === 1 }),
      );
    } catch (error) {
      if (attempt === mostTries || !isWorthAnotherTry(error)) throw error;
      // Somebody else was in the way; a little apart, the two do not meet again.
      await pause((context.random.bytes(1).readUInt8() * 20 * attempt) / 256);
    }
  }
}

async function recordIn(
  trx: Transaction,
  context: Context,
  { eventId, scans, isFirstTry }: { eventId: string; scans: readonly Scan[]; isFirstTry: boolean },
): Promise<ScanResult[]> {
  const participants = await lockParticipants(trx, { eventId, ...wantedOf(scans) });
  const facts = await readGroupFacts(trx, {
    eventId,
    // Most ids are new: it is found out by writing them, and only if one was not, all are looked up.
    scanIds: isFirstTry ? [] : scans.map(({ scanId }) => scanId),
    participantIds: participants.map(({ id }) => id),
    keyIds: [...new Set(scans.flatMap(({ caller }) => caller.keyId ?? []))],
  });
  const { event, gates } = facts;
  if (!event) throw attendanceErrors.eventGone({});
  addPassages(participants, facts);

  const { fresh, results } = sortOut(scans, facts);
  const now = performance.now();
  const plans = planScans(
    fresh,
    { eventId, event, gates, participants },
    { ids: context.ids, now },
  );
  if (plans.length > 0) await write(trx, context, { eventId, plans, facts });

  const answers = new Map(facts.answered);
  const people = new Map(participants.map((person) => [person.id, person]));
  const isFresh = new Set(fresh);
  return scans.map((scan) => {
    const known = results.get(scan);
    if (known) return known;
    const answer = answers.get(scan.scanId) as StoredAnswer;
    return answered(answer, {
      isRepeated: !isFresh.has(scan),
      person: people.get(answer.participantId ?? ''),
    });
  });
}

/** Writes the plans, and notes their answers in `facts` for those who ask for the same id in this group. */
async function write(
  trx: Transaction,
  context: Context,
  { eventId, plans, facts }: { eventId: string; plans: readonly PlannedScan[]; facts: GroupFacts },
): Promise<void> {
  const receivedAt = context.clock.now();
  if (!(await writeScans(trx, { eventId, receivedAt, plans })))
    throw attendanceErrors.overtaken({});
  for (const plan of plans) {
    const answer = { ...answerOf(plan, receivedAt), fingerprint: plan.scan.fingerprint };
    facts.answered.set(plan.scan.scanId, answer);
  }
  const accepted = plans.filter(({ entry }) => entry !== undefined);
  if (accepted.length === 0) return;
  const ids = await recordDomainEvents(
    trx,
    context,
    accepted.map((plan) => factOf(eventId, plan)),
  );
  await insertWork(trx, context.ids, { eventId, domainEventIds: ids });
}

function wantedOf(scans: readonly Scan[]) {
  const ids = new Set<string>();
  const codes = new Set<string>();
  for (const { ticket } of scans) {
    if (ticket.kind === 'participant') ids.add(ticket.id);
    if (ticket.kind === 'code') codes.add(ticket.code);
  }
  return { ids: [...ids], codes: [...codes] };
}

function addPassages(participants: readonly ScannedParticipant[], { passages }: GroupFacts): void {
  const byId = new Map(participants.map((person) => [person.id, person]));
  for (const { participantId, gateId, times } of passages) {
    byId.get(participantId)?.passages.set(gateId, times);
  }
}

/** The scans that have to be decided, each id once, and the results of those that need no answer. */
function sortOut(scans: readonly Scan[], { answered: stored, validKeys }: GroupFacts) {
  const fresh: Scan[] = [];
  const results = new Map<Scan, ScanResult>();
  const fingerprints = new Map([...stored].map(([id, { fingerprint }]) => [id, fingerprint]));
  for (const scan of scans) {
    const { scanId, fingerprint, caller } = scan;
    const known = fingerprints.get(scanId);
    if (caller.keyId !== undefined && !validKeys.has(caller.keyId)) {
      results.set(scan, { kind: 'revoked', scanId });
    } else if (known === undefined) {
      fingerprints.set(scanId, fingerprint);
      fresh.push(scan);
    } else if (!known.equals(fingerprint)) {
      results.set(scan, { kind: 'mismatch', scanId });
    }
  }
  return { fresh, results };
}

function answered(
  { fingerprint: _, ...answer }: StoredAnswer,
  { isRepeated, person }: { isRepeated: boolean; person: ScannedParticipant | undefined },
): ScanResult {
  const shown = person && {
    registrationNumber: formatRegistrationNumber(person.number),
    name: person.name,
  };
  return { kind: 'answered', answer, isRepeated, person: shown };
}

function answerOf(
  { scan, decision, gate, participant, entry }: PlannedScan,
  receivedAt: Date,
): ScanAnswer {
  return {
    scanId: scan.scanId,
    ...decision,
    participantId: participant?.id ?? null,
    gateId: gate?.id ?? null,
    recordId: entry?.recordId ?? null,
    method: scan.method,
    direction: scan.direction ?? null,
    timestamp: scan.at,
    receivedAt,
    annulledAt: null,
  };
}

function factOf(eventId: string, { scan, gate, participant, entry }: PlannedScan) {
  return {
    type: 'attendance.recorded',
    eventId,
    subjectId: participant?.id as string,
    data: {
      recordId: entry?.recordId as string,
      gateId: gate?.id as string,
      timestamp: scan.at.toISOString(),
      method: scan.method,
      isArrival: entry?.isArrival ?? false,
      insideDelta: entry?.insideDelta ?? 0,
      processingMs: entry?.processingMs ?? 0,
    },
  };
}

/** Deadlock, serialisation, a unique key or the rule of five minutes: decided anew, it comes out right. */
const passing = new Set(['40P01', '40001', '23505', '23514']);

function isWorthAnotherTry(error: unknown): boolean {
  if (attendanceErrors.overtaken.matches(error)) return true;
  return passing.has((error as { code?: string }).code ?? '');
}
