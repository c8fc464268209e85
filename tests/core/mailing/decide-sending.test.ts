import { describe, expect, it } from 'vitest';
import { decideSending, maySendAgain } from '../../../src/core/mailing/decide-sending.js';
import type { SendableMessage } from '../../../src/core/mailing/message-repository.js';

const now = new Date('2026-12-01T00:00:00Z');

function message(changes: Partial<SendableMessage>): SendableMessage {
  return {
    id: '01a1fc9a-0000-7000-8000-000000000001',
    eventId: '01a1fc9a-0000-7000-8000-000000000002',
    participantId: '01a1fc9a-0000-7000-8000-000000000003',
    campaignId: null,
    template: 'reminder',
    occasion: 'campaign',
    state: 'claimed',
    outcome: null,
    attempts: 0,
    crashes: 0,
    submissions: 0,
    submissionBeganAt: null,
    submittedAt: null,
    host: null,
    failurePhase: null,
    failureCode: null,
    reason: null,
    notBefore: now,
    createdAt: now,
    updatedAt: now,
    registrationStatus: 'registered',
    suppression: null,
    campaignState: null,
    ...changes,
  };
}

describe('a claimed message', () => {
  it.each<[string, Partial<SendableMessage>, string]>([
    ['is sent', {}, 'send'],
    [
      'goes to the waitlist, where it is meant for it',
      { registrationStatus: 'waitlisted' },
      'send',
    ],
    ['is no reminder for who has cancelled', { registrationStatus: 'cancelled' }, 'cancel'],
    [
      'with a ticket goes to no one without a place',
      { template: 'registration_confirmation', registrationStatus: 'pending' },
      'cancel',
    ],
    [
      'about a cancellation goes to who has cancelled',
      { template: 'cancellation', registrationStatus: 'cancelled' },
      'send',
    ],
    ['goes to nobody who has unsubscribed', { suppression: 'unsubscribed' }, 'suppress'],
    [
      'with a ticket goes to who has unsubscribed, too',
      { template: 'registration_confirmation', suppression: 'unsubscribed' },
      'send',
    ],
    [
      'with a ticket goes to no address that does not exist',
      { template: 'registration_confirmation', suppression: 'hard_bounce' },
      'suppress',
    ],
    ['of a paused campaign is held', { campaignState: 'paused' }, 'hold'],
    ['of a cancelled campaign is cancelled', { campaignState: 'cancelled' }, 'cancel'],
    [
      'of unknown fate is left to a person',
      { submissionBeganAt: now, submissions: 1 },
      'leave_unknown',
    ],
    [
      'of unknown fate with a ticket is sent once more',
      { template: 'registration_confirmation', submissionBeganAt: now, submissions: 1 },
      'send',
    ],
    [
      'of unknown fate with a ticket is not sent a third time',
      { template: 'registration_confirmation', submissionBeganAt: now, submissions: 2 },
      'leave_unknown',
    ],
    [
      'of unknown fate stays unknown, whatever else has happened',
      { submissionBeganAt: now, submissions: 1, suppression: 'unsubscribed' },
      'leave_unknown',
    ],
  ])('%s', (_, changes, act) => {
    expect(decideSending(message(changes)).act).toBe(act);
  });
});

it.each([
  ['ticket', 1, true],
  ['ticket', 2, false],
  ['bulk', 1, false],
  ['transactional', 1, false],
] as const)(
  'a %s message that went out %i times may be sent again: %s',
  (mailClass, times, may) => {
    expect(maySendAgain(mailClass, times)).toBe(may);
  },
);
