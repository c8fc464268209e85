import { describe, expect, it } from 'vitest';
import type { RegistrationRules } from '../../../src/core/participants/decide-registration.js';
import { createNumberSet } from '../../../src/core/participants/number-set.js';
import {
  type BulkCandidate,
  type BulkPolicy,
  mergeCandidate,
  planBulkRegistration,
} from '../../../src/core/participants/plan-bulk-registration.js';
import type { Participant } from '../../../src/core/participants/schema.js';

const now = new Date('2026-11-20T12:00:00Z');
const earlier = new Date('2026-01-01T00:00:00Z');
const openEvent: RegistrationRules = {
  waitlistEnabled: false,
  requiresApproval: true,
  registrationDeadline: earlier,
  status: 'published',
};

function policyOf(changes: Partial<BulkPolicy> & { capacity?: number; waitlist?: boolean } = {}) {
  const { capacity, waitlist = false, ...rest } = changes;
  const rules = { ...openEvent, capacity, waitlistEnabled: waitlist };
  const had = createNumberSet();
  return { rules, onExisting: 'skip', importId: 'this', had, now, ...rest } as BulkPolicy;
}

function candidate(email: string, changes: Partial<BulkCandidate> = {}): BulkCandidate {
  return { name: 'Kim', email, customResponses: {}, ...changes };
}

function existing(email: string, changes: Partial<Participant> = {}): Participant {
  return {
    id: email,
    eventId: 'event',
    number: 1,
    name: 'Kim',
    email,
    phone: '+821012345678',
    birthDate: '1990-01-01',
    customResponses: { meal: '한식' },
    ticketCode: 'CODE',
    ticketCopy: 1,
    status: 'registered',
    source: 'direct',
    importId: null,
    registeredAt: earlier,
    waitlistedAt: null,
    cancelledAt: null,
    consents: { requiredAt: earlier, marketingAt: null },
    checkin: { status: 'not_checked_in', at: null, by: null, deviceId: null },
    createdAt: earlier,
    updatedAt: earlier,
    ...changes,
  };
}

const start = { lastNumber: 0, occupied: 0 };

describe('the plan of a list', () => {
  it('gives new ones the next numbers; approval and deadline do not bind the organiser', () => {
    const plan = planBulkRegistration(
      policyOf(),
      { lastNumber: 7, occupied: 3 },
      {
        candidates: [candidate('a'), candidate('b')],
        existing: [],
      },
    );
    expect(plan.outcomes).toEqual([
      { kind: 'created', number: 8, status: 'registered' },
      { kind: 'created', number: 9, status: 'registered' },
    ]);
    expect(plan.progress).toEqual({ lastNumber: 9, occupied: 5 });
  });

  it('calls a second row with an address a duplicate of the first', () => {
    const plan = planBulkRegistration(policyOf(), start, {
      candidates: [candidate('a'), candidate('a')],
      existing: [],
    });
    expect(plan.outcomes[1]).toEqual({ kind: 'duplicate', number: 1, within: 'list' });
    expect(plan.creates).toHaveLength(1);
  });

  it('knows rows of an earlier batch by the import that made them', () => {
    const plan = planBulkRegistration(policyOf({ onExisting: 'update' }), start, {
      candidates: [candidate('a', { name: 'Lee' })],
      existing: [existing('a', { importId: 'this' })],
    });
    expect(plan.outcomes).toEqual([{ kind: 'duplicate', number: 1, within: 'list' }]);
  });

  it('updates nobody a second time in a later batch', () => {
    const policy = policyOf({ onExisting: 'update' });
    const first = planBulkRegistration(policy, start, {
      candidates: [candidate('a', { name: 'Lee' }), candidate('b')],
      existing: [existing('a'), existing('b', { number: 2 })],
    });
    expect(first.outcomes.map(({ kind }) => kind)).toEqual(['updated', 'unchanged']);
    const second = planBulkRegistration(policy, first.progress, {
      candidates: [candidate('a', { name: 'Park' }), candidate('b', { name: 'Park' })],
      existing: [existing('a', { name: 'Lee' }), existing('b', { number: 2 })],
    });
    expect(second.outcomes).toEqual([
      { kind: 'duplicate', number: 1, within: 'list' },
      { kind: 'duplicate', number: 2, within: 'list' },
    ]);
    expect(second.updates).toEqual([]);
  });

  it('fills the places in the order of the list, then the waitlist', () => {
    const candidates = [candidate('a'), candidate('b'), candidate('c')];
    const plan = planBulkRegistration(
      policyOf({ capacity: 3, waitlist: true }),
      { lastNumber: 5, occupied: 1 },
      {
        candidates,
        existing: [],
      },
    );
    expect(plan.outcomes.map((outcome) => 'status' in outcome && outcome.status)).toEqual([
      'registered',
      'registered',
      'waitlisted',
    ]);
    expect(plan.progress).toEqual({ lastNumber: 8, occupied: 3 });
  });

  it('refuses those beyond the places without a waitlist, and uses up no number', () => {
    const plan = planBulkRegistration(policyOf({ capacity: 1 }), start, {
      candidates: [candidate('a'), candidate('b'), candidate('b'), candidate('a')],
      existing: [],
    });
    expect(plan.outcomes.map(({ kind }) => kind)).toEqual([
      'created',
      'rejected',
      'rejected',
      'duplicate',
    ]);
    expect(plan.progress).toEqual({ lastNumber: 1, occupied: 1 });
  });

  it.each(['cancelled', 'completed'] as const)(
    'refuses everybody new when the event is %s',
    (status) => {
      const policy = policyOf({ onExisting: 'update' });
      const plan = planBulkRegistration({ ...policy, rules: { ...policy.rules, status } }, start, {
        candidates: [candidate('a'), candidate('b', { name: 'Lee' })],
        existing: [existing('b')],
      });
      expect(plan.outcomes).toEqual([
        { kind: 'rejected', reason: 'event_closed' },
        { kind: 'updated', number: 1 },
      ]);
    },
  );

  it('leaves those who are there alone by default', () => {
    const plan = planBulkRegistration(policyOf(), start, {
      candidates: [candidate('a', { name: 'Lee' })],
      existing: [existing('a')],
    });
    expect(plan.outcomes).toEqual([{ kind: 'duplicate', number: 1, within: 'event' }]);
    expect(plan.updates).toEqual([]);
  });
});

describe('a row about somebody who is there', () => {
  const current = existing('a');

  it('changes nothing when it says the same', () => {
    const same = {
      phone: '+821012345678',
      birthDate: '1990-01-01',
      customResponses: { meal: '한식' },
    };
    expect(mergeCandidate(current, candidate('a', same), now)).toBeUndefined();
  });

  it('leaves what the list has no column for', () => {
    const merged = mergeCandidate(current, candidate('a', { name: 'Lee' }), now);
    expect(merged).toEqual({ ...current, name: 'Lee', updatedAt: now });
  });

  it('clears what the list has an empty cell for', () => {
    const empty = { phone: null, birthDate: null, customResponses: { meal: null } };
    expect(mergeCandidate(current, candidate('a', empty), now)).toMatchObject(empty);
  });

  it('gives a consent but never withdraws one, nor moves its time', () => {
    const given = { consents: { required: true, marketing: true } };
    expect(mergeCandidate(current, candidate('a', given), now)?.consents).toEqual({
      requiredAt: earlier,
      marketingAt: now,
    });
    const withdrawn = { consents: { required: false, marketing: false } };
    expect(mergeCandidate(current, candidate('a', withdrawn), now)).toBeUndefined();
  });

  it('changes neither status, number, ticket nor address', () => {
    const cancelled = existing('a', { status: 'cancelled', cancelledAt: earlier });
    const merged = mergeCandidate(cancelled, candidate('a', { name: 'Lee' }), now);
    expect(merged).toEqual({ ...cancelled, name: 'Lee', updatedAt: now });
  });
});

describe('a set of numbers', () => {
  it('has what was added and nothing else, however far apart', () => {
    const set = createNumberSet();
    const numbers = [1, 7, 8, 9, 8191, 8192, 1_000_000];
    for (const number of numbers) {
      expect(set.has(number)).toBe(false);
      set.add(number);
    }
    for (const number of numbers) expect(set.has(number)).toBe(true);
    for (const number of [0, 2, 10, 8190, 999_999, 4_999_999]) expect(set.has(number)).toBe(false);
  });
});
