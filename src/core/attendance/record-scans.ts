import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { formatRegistrationNumber } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import type { Queryable } from '../runtime/database/database.js';
import { factOf } from './attendance-fact.js';
import type { ScannedParticipant } from './decide-scan.js';
import { attendanceErrors } from './errors.js';
import { type PlannedScan, planScans } from './plan-scans.js';
import { writeScans } from './record-repository.js';
import type { Scan } from './scan.js';
import { type GroupFacts, lockCheckins, readGroupFacts } from './scan-facts-repository.js';
import type { ScanAnswer, ScannedPerson, ScanResult } from './schema.js';
import { attendanceHandlers, newWork } from './work-repository.js';

const mostTries = 5;

/**
 * Answers scans of one event, all of them or none: what it returns is committed. A scan id that was answered
 * before gets the same answer again, and nothing happens.
 *
 * First without locks: it is read, decided, and written by one statement that fails when somebody else was
 * faster. Then it is decided anew, with the check-ins locked.
 *
 * What happens if the process dies here: before that statement nothing of the group is there; after it, the
 * same request finds its answers by the scan ids.
 */
export async function recordScans(
  context: Context,
  eventId: string,
  scans: readonly Scan[],
): Promise<ScanResult[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (attempt === 1) {
        return await context.database.statements(
          async (knex) => await decideAndWrite(knex, context, { eventId, scans, scanIds: [] }),
        );
      }
      return await context.database.transaction(async (trx) => {
        await lockCheckins(trx, { eventId, ...wantedOf(scans) });
        const scanIds = scans.map(({ scanId }) => scanId);
        return await decideAndWrite(trx, context, { eventId, scans, scanIds });
      });
    } catch (error) {
      if (!isWorthAnotherTry(error)) throw error;
      if (attempt === mostTries) throw attendanceErrors.overtaken({}, error);
      // Somebody else was in the way; a little apart, the two do not meet again.
      await pause((context.random.bytes(1).readUInt8() * 20 * attempt) / 256);
    }
  }
}

/**
 * @param options.scanIds those that are looked up. Most are new: that is found out by writing them, and only
 * if one was not, all are looked up.
 */
async function decideAndWrite(
  db: Queryable,
  context: Context,
  options: { eventId: string; scans: readonly Scan[]; scanIds: readonly string[] },
): Promise<ScanResult[]> {
  const { eventId, scans, scanIds } = options;
  const facts = await readGroupFacts(db, {
    eventId,
    ...wantedOf(scans),
    scanIds,
    keyIds: [...new Set(scans.flatMap(({ caller }) => caller.keyId ?? []))],
  });
  const { event, gates, participants } = facts;
  if (!event) throw attendanceErrors.eventGone({});

  const { fresh, results } = sortOut(scans, facts);
  const now = performance.now();
  const plans = planScans(
    fresh,
    { eventId, event, gates, participants },
    { ids: context.ids, now },
  );
  const answers = new Map<string, ScanAnswer>();
  for (const [scanId, { answer }] of facts.answered) answers.set(scanId, answer);
  if (plans.length > 0) {
    const receivedAt = context.clock.now();
    const data = factOf(plans, context.ids);
    const fact = data && { id: context.ids.next(), data };
    // Nothing was recorded: there is something to tell at most.
    const handlers = data?.recordIds.length === 0 ? (['live'] as const) : attendanceHandlers;
    const work = newWork(context.ids, handlers);
    await writeScans(db, { eventId, receivedAt, plans, fact, work });
    for (const plan of plans) answers.set(plan.scan.scanId, answerOf(plan, receivedAt));
  }
  const people = new Map(participants.map((person) => [person.id, person]));
  const isFresh = new Set(fresh);
  return scans.map((scan) => {
    const known = results.get(scan);
    if (known) return known;
    const answer = answers.get(scan.scanId) as ScanAnswer;
    const person = people.get(answer.participantId ?? '');
    return {
      kind: 'answered',
      answer,
      isRepeated: !isFresh.has(scan),
      // Somebody of another event is nobody here, whatever the scan was refused for.
      person: person?.eventId === eventId ? shownOf(person) : undefined,
    };
  });
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
    } else if (known !== fingerprint) {
      results.set(scan, { kind: 'mismatch', scanId });
    }
  }
  return { fresh, results };
}

function shownOf({ number, name }: ScannedParticipant): ScannedPerson {
  return { registrationNumber: formatRegistrationNumber(number), name };
}

function answerOf(
  { scan, decision, gate, participant, entry }: PlannedScan,
  receivedAt: Date,
): ScanAnswer {
  return {
    scanId: scan.scanId,
    verdict: decision.verdict,
    facts: decision.facts,
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

/** Deadlock, somebody faster, a unique key or the rule of five minutes: decided anew, it should come out right. */
const passing = new Set(['40P01', '40001', '23505', '23514']);

function isWorthAnotherTry(error: unknown): boolean {
  return passing.has((error as { code?: string }).code ?? '');
}
