import { describe, expect, it } from 'vitest';
import {
  judgeReminder,
  planReminders,
  type RemindedEvent,
} from '../../../src/core/mailing/reminder-rules.js';

/** From 09:00 to 18:00 in Seoul, which is at UTC+9. */
const devday: RemindedEvent = {
  startsAt: new Date('2026-12-01T00:00:00Z'),
  endsAt: new Date('2026-12-01T09:00:00Z'),
  timezone: 'Asia/Seoul',
  status: 'published',
};

function at(moment: string): Date {
  return new Date(moment);
}

function planned(
  moment: string,
  event: Partial<RemindedEvent> = {},
  facts?: { hasCheckins: boolean },
) {
  const plan = planReminders({ ...devday, ...event }, at(moment), facts);
  const names = (list: readonly { template: string }[]) => list.map(({ template }) => template);
  return { due: names(plan.due), upcoming: names(plan.upcoming), missed: names(plan.missed) };
}

describe('the reminders of an event', () => {
  it.each([
    ['25 h before, less a second', '2026-11-29T22:59:59Z', []],
    ['25 h before', '2026-11-29T23:00:00Z', ['reminder']],
    ['a late run, more than 12 h before', '2026-11-30T11:59:59Z', ['reminder']],
    ['12 h before', '2026-11-30T12:00:00Z', []],
    ['4 h before', '2026-11-30T20:00:00Z', ['notice']],
    ['a late run, more than 1 h before', '2026-11-30T22:59:59Z', ['notice']],
    ['1 h before', '2026-11-30T23:00:00Z', []],
    ['while it goes on', '2026-12-01T05:00:00Z', []],
    ['less than 2 h after its end', '2026-12-01T10:59:59Z', []],
    ['2 h after its end', '2026-12-01T11:00:00Z', ['thank_you', 'missed_you']],
    ['less than 48 h after its end', '2026-12-03T08:59:59Z', ['thank_you', 'missed_you']],
    ['48 h after its end', '2026-12-03T09:00:00Z', []],
  ])('are due when it is %s', (_, moment, due) => {
    expect(planned(moment).due).toEqual(due);
  });

  it('are each in exactly one list, whenever one asks', () => {
    for (let hours = -30; hours < 80; hours++) {
      const moment = new Date(devday.startsAt.getTime() + hours * 3_600_000);
      const { due, upcoming, missed } = planReminders(devday, moment);
      const all = [...due, ...upcoming, ...missed].map(({ template }) => template);
      expect(all.sort()).toEqual(['missed_you', 'notice', 'reminder', 'thank_you']);
    }
  });

  it('are for the registered; after the event, apart for who came and who did not', () => {
    const { upcoming } = planReminders(devday, at('2026-11-01T00:00:00Z'));
    expect(upcoming.map(({ template, filter }) => [template, filter])).toEqual([
      ['reminder', { statuses: ['registered'], fields: [] }],
      ['notice', { statuses: ['registered'], fields: [] }],
      ['thank_you', { statuses: ['registered'], fields: [], checkedIn: true }],
      ['missed_you', { statuses: ['registered'], fields: [], checkedIn: false }],
    ]);
  });

  it('say why they are not sent any more', () => {
    const reasons = (moment: string) =>
      planReminders(devday, at(moment)).missed.map(({ reason }) => reason);
    expect(reasons('2026-11-30T13:00:00Z')).toEqual(['the event begins in less than 12 hours']);
    expect(reasons('2026-11-30T23:30:00Z')).toEqual([
      'the event begins in less than 12 hours',
      'the event begins in less than an hour',
    ]);
    expect(reasons('2026-12-03T09:00:00Z')).toEqual([
      'the event has begun',
      'the event has begun',
      'the event ended more than 48 hours ago',
      'the event ended more than 48 hours ago',
    ]);
  });

  it('do not go out for a draft, and not at all for a cancelled event', () => {
    const [dayBefore, evening] = ['2026-11-30T00:00:00Z', '2026-12-01T12:00:00Z'];
    expect(planned(dayBefore, { status: 'draft' }).due).toEqual([]);
    expect(planned(dayBefore, { status: 'draft' }).upcoming).toContain('reminder');
    for (const moment of [dayBefore, evening]) {
      const nothing = { due: [], upcoming: [], missed: [] };
      expect(planned(moment, { status: 'cancelled' })).toEqual(nothing);
    }
    expect(planned(dayBefore, { status: 'in_progress' }).due).toEqual(['reminder']);
  });

  it('of a completed event are only those after it', () => {
    const { due, missed } = planned('2026-12-01T12:00:00Z', { status: 'completed' });
    expect(due).toEqual(['thank_you', 'missed_you']);
    expect(missed).toEqual(['reminder', 'notice']);
    const early = planned('2026-11-30T00:00:00Z', { status: 'completed' });
    expect(early.due).toEqual([]);
    expect(early.missed).toEqual(['reminder', 'notice']);
  });

  it('thank nobody and miss nobody where nobody was checked in', () => {
    const unknown = { hasCheckins: false };
    const open = planned('2026-12-01T12:00:00Z', {}, unknown);
    expect(open.due).toEqual([]);
    expect(open.upcoming).toEqual(['thank_you', 'missed_you']);
    const { missed } = planReminders(devday, at('2026-12-04T00:00:00Z'), unknown);
    expect(missed.at(-1)?.reason).toBe('nobody was checked in: who came is not known');
    expect(planned('2026-11-30T00:00:00Z', {}, unknown).due).toEqual(['reminder']);
  });

  it('follow the usual two hours of an event that has no end', () => {
    const { upcoming } = planReminders(
      { ...devday, endsAt: undefined },
      at('2026-11-01T00:00:00Z'),
    );
    expect(upcoming.at(-1)?.at).toEqual(at('2026-12-01T04:00:00Z'));
  });
});

describe('one day before', () => {
  const inNewYork = (startsAt: string) => {
    const event = { ...devday, startsAt: at(startsAt), endsAt: undefined };
    const plan = planReminders(
      { ...event, timezone: 'America/New_York' },
      at('2026-01-01T00:00:00Z'),
    );
    return plan.upcoming[0];
  };

  it('is 23 hours where the clocks go forward between', () => {
    // 15:00 on the day after and on the day before, 8 March 2026 at 02:00.
    const reminder = inNewYork('2026-03-08T19:00:00Z');
    expect(reminder?.at).toEqual(at('2026-03-07T20:00:00Z'));
    expect(reminder?.from).toEqual(at('2026-03-07T19:00:00Z'));
    expect(reminder?.until).toEqual(at('2026-03-08T07:00:00Z'));
  });

  it('is 25 hours where they go back', () => {
    const reminder = inNewYork('2026-11-01T20:00:00Z');
    expect(reminder?.at).toEqual(at('2026-10-31T19:00:00Z'));
    expect(reminder?.from).toEqual(at('2026-10-31T18:00:00Z'));
  });

  it('exists where the clocks skip that time', () => {
    // 02:30 on 9 March; on 8 March there is none.
    expect(inNewYork('2026-03-09T06:30:00Z')?.at).toEqual(at('2026-03-08T07:30:00Z'));
  });

  it('moves with the zone of the event by an hour at most, and is the same reminder', () => {
    const seoul = planReminders(
      { ...devday, startsAt: at('2026-03-08T19:00:00Z') },
      at('2026-01-01T00:00:00Z'),
    ).upcoming[0];
    const newYork = inNewYork('2026-03-08T19:00:00Z');
    expect(seoul?.at).toEqual(at('2026-03-07T19:00:00Z'));
    expect(newYork?.occasion).toBe('starts-2026-03-08T19:00:00.000Z');
    expect(newYork?.occasion).toBe(seoul?.occasion);
  });
});

describe('queued reminders', () => {
  const reminder = { template: 'reminder', occasion: 'starts-2026-12-01T00:00:00.000Z' } as const;
  const thanks = { template: 'thank_you', occasion: 'after' } as const;

  it.each([
    ['the event stands', devday, '2026-11-30T00:00:00Z', undefined],
    ['its zone was changed', { timezone: 'Europe/Berlin' }, '2026-11-30T00:00:00Z', undefined],
    [
      'it was moved',
      { startsAt: at('2026-12-02T00:00:00Z') },
      '2026-11-30T00:00:00Z',
      'the event was moved',
    ],
    [
      'it was cancelled',
      { status: 'cancelled' },
      '2026-11-30T00:00:00Z',
      'the event was cancelled',
    ],
    ['it has begun', {}, '2026-12-01T00:00:00Z', 'the event has begun'],
  ] as const)('are judged by how things are now: %s', (_, change, moment, reason) => {
    expect(judgeReminder(reminder, { ...devday, ...change }, at(moment))).toBe(reason);
  });

  it('go out no more when the event was deleted', () => {
    expect(judgeReminder(reminder, undefined, at('2026-11-30T00:00:00Z'))).toBe(
      'the event was deleted',
    );
  });

  it('of the time after an event wait for its new end', () => {
    const evening = at('2026-12-01T12:00:00Z');
    expect(judgeReminder(thanks, devday, evening)).toBeUndefined();
    const longer = { ...devday, endsAt: at('2026-12-02T09:00:00Z') };
    expect(judgeReminder(thanks, longer, evening)).toBe('the event was moved');
  });
});
