import { describe, expect, it } from 'vitest';
import {
  decideRegistration,
  freePlaces,
  type RegistrationRules,
} from '../../../src/core/participants/decide-registration.js';

const now = new Date('2026-11-20T12:00:00Z');
const rules: RegistrationRules = {
  waitlistEnabled: false,
  requiresApproval: false,
  status: 'published',
};

function decide(
  changes: Partial<RegistrationRules>,
  options: { occupied?: number; source?: 'direct' | 'import'; byOrganiser?: boolean } = {},
) {
  const { occupied = 0, source = 'direct', byOrganiser = false } = options;
  return decideRegistration({
    rules: { ...rules, ...changes },
    occupied,
    source,
    now,
    byOrganiser,
  });
}

describe('whether somebody gets a place', () => {
  it('is yes while there are places, and in an event without a limit always', () => {
    expect(decide({ capacity: 2 }, { occupied: 1 })).toEqual({ kind: 'registered' });
    expect(decide({}, { occupied: 1_000_000 })).toEqual({ kind: 'registered' });
  });

  it('is no when all are taken, or more than all', () => {
    for (const occupied of [2, 3]) {
      expect(decide({ capacity: 2 }, { occupied })).toEqual({ kind: 'refused', reason: 'full' });
    }
  });

  it('is later where there is a waitlist', () => {
    const full = { capacity: 1, waitlistEnabled: true };
    expect(decide(full, { occupied: 1 })).toEqual({ kind: 'waitlisted' });
  });

  it('waits for approval unless the organiser acts', () => {
    const picky = { requiresApproval: true };
    expect(decide(picky)).toEqual({ kind: 'pending' });
    expect(decide(picky, { byOrganiser: true })).toEqual({ kind: 'registered' });
    expect(decide(picky, { source: 'import' })).toEqual({ kind: 'registered' });
  });

  it('ends with the deadline unless the organiser acts', () => {
    const past = { registrationDeadline: new Date(now.getTime() - 1) };
    expect(decide(past)).toEqual({ kind: 'refused', reason: 'deadline_passed' });
    expect(decide(past, { byOrganiser: true })).toEqual({ kind: 'registered' });
    expect(decide(past, { source: 'import' })).toEqual({ kind: 'registered' });
    expect(decide({ registrationDeadline: now })).toEqual({ kind: 'registered' });
  });

  it('is no after the end, for the organiser too', () => {
    for (const status of ['cancelled', 'completed'] as const) {
      const refused = { kind: 'refused', reason: 'event_closed' };
      expect(decide({ status }, { byOrganiser: true })).toEqual(refused);
      expect(decide({ status }, { source: 'import' })).toEqual(refused);
    }
  });

  it('is yes before the event is published: people are entered then', () => {
    expect(decide({ status: 'draft' })).toEqual({ kind: 'registered' });
  });

  it('counts no place below zero as more than none', () => {
    expect(freePlaces({ capacity: 3 }, 5)).toBe(-2);
    expect(freePlaces({}, 5)).toBe(Number.POSITIVE_INFINITY);
  });
});
