import type { Event } from '../events/schema.js';
import type { ParticipantSource } from './schema.js';

/** The rules of an event that decide who gets in. */
export type RegistrationRules = Pick<
  Event,
  'capacity' | 'waitlistEnabled' | 'registrationDeadline' | 'requiresApproval' | 'status'
>;

export type RegistrationDecision =
  | { kind: 'registered' }
  | { kind: 'pending' }
  | { kind: 'waitlisted' }
  | { kind: 'refused'; reason: 'full' | 'deadline_passed' | 'event_closed' };

/**
 * Whether a person gets a place, given how many are taken (registered and pending ones alike).
 *
 * An import is the organiser's own act: it needs no approval and is not bound to the deadline that
 * closes the public form. Source: seed 004, events (capacity, registration) and participants.
 */
export function decideRegistration(options: {
  rules: RegistrationRules;
  occupied: number;
  source: ParticipantSource;
  now: Date;
  /** The organiser registers somebody on purpose: no approval, no deadline. */
  byOrganiser?: boolean;
}): RegistrationDecision {
  const { rules, occupied, source, now } = options;
  const organised = options.byOrganiser === true || source === 'import';
  if (isOver(rules)) {
    return { kind: 'refused', reason: 'event_closed' };
  }
  if (!organised && rules.registrationDeadline && rules.registrationDeadline < now) {
    return { kind: 'refused', reason: 'deadline_passed' };
  }
  if (freePlaces(rules, occupied) <= 0) {
    return rules.waitlistEnabled ? { kind: 'waitlisted' } : { kind: 'refused', reason: 'full' };
  }
  return rules.requiresApproval && !organised ? { kind: 'pending' } : { kind: 'registered' };
}

/** True when nobody can be registered any more, and nobody moves up. */
export function isOver({ status }: Pick<Event, 'status'>): boolean {
  return status === 'cancelled' || status === 'completed';
}

/** Places left; unlimited events have infinitely many. */
export function freePlaces(rules: Pick<Event, 'capacity'>, occupied: number): number {
  return rules.capacity == null ? Number.POSITIVE_INFINITY : rules.capacity - occupied;
}
