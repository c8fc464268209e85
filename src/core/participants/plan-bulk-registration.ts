import { decideRegistration, type RegistrationRules } from './decide-registration.js';
import type { NumberSet } from './number-set.js';
import type { CustomResponses, Participant } from './schema.js';

/** A person from a list. `undefined` is "the list does not say", `null` is "the list says: none". */
export interface BulkCandidate {
  name: string;
  email: string;
  phone?: string | null | undefined;
  birthDate?: string | null | undefined;
  customResponses: CustomResponses;
  consents?: { required?: boolean | undefined; marketing?: boolean | undefined } | undefined;
}

/** What becomes of a candidate; exactly one of these. */
export type BulkOutcome =
  | { kind: 'created'; number: number; status: 'registered' | 'waitlisted' }
  | { kind: 'updated'; number: number }
  | { kind: 'unchanged'; number: number }
  /** The e-mail is taken: by an earlier row of this list, or by a participant of the event. */
  | { kind: 'duplicate'; number: number; within: 'list' | 'event' }
  | { kind: 'rejected'; reason: 'full' | 'event_closed' };

/** How far the list has come; handed from batch to batch. */
export interface BulkProgress {
  lastNumber: number;
  occupied: number;
}

export interface PlannedCreate<Candidate> {
  candidate: Candidate;
  number: number;
  status: 'registered' | 'waitlisted';
}

export interface PlannedUpdate<Candidate> {
  candidate: Candidate;
  current: Participant;
  changed: Participant;
}

export interface BulkPlan<Candidate> {
  /** One for each candidate, in their order. */
  outcomes: BulkOutcome[];
  creates: PlannedCreate<Candidate>[];
  updates: PlannedUpdate<Candidate>[];
  progress: BulkProgress;
}

export interface BulkPolicy {
  rules: RegistrationRules;
  onExisting: 'skip' | 'update';
  /** The import that this list is; tells its own earlier rows from participants that were there. */
  importId: string;
  /**
   * The numbers of those who were there and that the list has had already: kept for the whole list,
   * as a batch does not know the rows of the one before.
   */
  had: NumberSet;
  now: Date;
}

/**
 * Decides a batch: who is new (and gets the next number and a place, the waitlist or nothing), who
 * is there already. Pure but for `had`, to which it adds; `existing` are the participants of the event
 * with the batch's addresses.
 */
export function planBulkRegistration<Candidate extends BulkCandidate>(
  policy: BulkPolicy,
  before: BulkProgress,
  { candidates, existing }: { candidates: readonly Candidate[]; existing: readonly Participant[] },
): BulkPlan<Candidate> {
  const progress = { ...before };
  const known = new Map(existing.map((participant) => [participant.email, participant]));
  const seenInBatch = new Map<string, number>();
  const creates: PlannedCreate<Candidate>[] = [];
  const updates: PlannedUpdate<Candidate>[] = [];

  function decide(candidate: Candidate): BulkOutcome {
    const earlier = seenInBatch.get(candidate.email);
    if (earlier !== undefined) return { kind: 'duplicate', number: earlier, within: 'list' };
    const participant = known.get(candidate.email);
    return participant ? decideKnown(candidate, participant) : decideNew(candidate);
  }

  function decideKnown(candidate: Candidate, current: Participant): BulkOutcome {
    const { number } = current;
    seenInBatch.set(candidate.email, number);
    if (current.importId === policy.importId || policy.had.has(number)) {
      return { kind: 'duplicate', number, within: 'list' };
    }
    policy.had.add(number);
    if (policy.onExisting === 'skip') return { kind: 'duplicate', number, within: 'event' };
    const changed = mergeCandidate(current, candidate, policy.now);
    if (!changed) return { kind: 'unchanged', number };
    updates.push({ candidate, current, changed });
    return { kind: 'updated', number };
  }

  function decideNew(candidate: Candidate): BulkOutcome {
    const { rules, now } = policy;
    const { occupied } = progress;
    const decision = decideRegistration({ rules, occupied, source: 'import', now });
    if (decision.kind === 'refused') {
      return {
        kind: 'rejected',
        reason: decision.reason === 'event_closed' ? 'event_closed' : 'full',
      };
    }
    const status = decision.kind === 'waitlisted' ? 'waitlisted' : 'registered';
    progress.lastNumber += 1;
    if (status === 'registered') progress.occupied += 1;
    const number = progress.lastNumber;
    seenInBatch.set(candidate.email, number);
    creates.push({ candidate, number, status });
    return { kind: 'created', number, status };
  }

  return { outcomes: candidates.map(decide), creates, updates, progress };
}

/**
 * The participant with what the list says taken over; undefined when that changes nothing. What the
 * list does not mention stays; a consent is only ever given by a list, never withdrawn.
 */
export function mergeCandidate(
  current: Participant,
  candidate: BulkCandidate,
  now: Date,
): Participant | undefined {
  const { consents } = candidate;
  const merged: Participant = {
    ...current,
    name: candidate.name,
    phone: candidate.phone === undefined ? current.phone : candidate.phone,
    birthDate: candidate.birthDate === undefined ? current.birthDate : candidate.birthDate,
    customResponses: { ...current.customResponses, ...candidate.customResponses },
    consents: {
      requiredAt: current.consents.requiredAt ?? (consents?.required ? now : null),
      marketingAt: current.consents.marketingAt ?? (consents?.marketing ? now : null),
    },
  };
  return isSame(current, merged) ? undefined : { ...merged, updatedAt: now };
}

function isSame(a: Participant, b: Participant): boolean {
  return (
    a.name === b.name &&
    a.phone === b.phone &&
    a.birthDate === b.birthDate &&
    (a.consents.requiredAt === null) === (b.consents.requiredAt === null) &&
    (a.consents.marketingAt === null) === (b.consents.marketingAt === null) &&
    sameResponses(a.customResponses, b.customResponses)
  );
}

function sameResponses(a: CustomResponses, b: CustomResponses): boolean {
  const fields = Object.keys(b);
  return fields.length === Object.keys(a).length && fields.every((field) => a[field] === b[field]);
}
