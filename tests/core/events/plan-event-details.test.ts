import { describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../src/core/events/event-input.js';
import { planEventDetails } from '../../../src/core/events/plan-event-details.js';
import { EvmError } from '../../../src/core/runtime/errors.js';

const least = { slug: 'devday', name: 'DevDay', startsAt: '2026-12-01 09:00' };

function plan(changes: EventChanges) {
  return planEventDetails({ timezone: 'Asia/Seoul' }, { ...least, ...changes });
}

function problemsOf(changes: EventChanges, isNew = false): readonly string[] {
  try {
    planEventDetails({ timezone: 'Asia/Seoul' }, isNew ? changes : { ...least, ...changes });
  } catch (error) {
    if (error instanceof EvmError) return error.facts.problems as string[];
    throw error;
  }
  return [];
}

describe('the details of a new event', () => {
  it('are private, unlimited and ask nothing unless told otherwise', () => {
    expect(plan({})).toEqual({
      ...least,
      startsAt: new Date('2026-12-01T00:00:00Z'),
      timezone: 'Asia/Seoul',
      waitlistEnabled: false,
      requiresApproval: false,
      formFields: [],
      privacy: 'private',
      features: { checkinEnabled: true, prizeDrawingEnabled: true, anonymousMode: false },
    });
  });

  it('need a slug, a name and a start', () => {
    expect(problemsOf({}, true)).toEqual([
      'slug: is needed',
      'name: is needed',
      'startsAt: is needed',
    ]);
  });

  it('are refused with every problem at once', () => {
    const problems = problemsOf({ timezone: 'Seoul', startsAt: 'soon', endsAt: '2026-13-01' });
    expect(problems).toEqual([
      'timezone: "Seoul" is not a time zone; did you mean Asia/Seoul?',
      'startsAt: "soon" is not a time: write for example 2026-12-01 09:00',
      'endsAt: "2026-13-01" does not exist in the calendar',
    ]);
  });

  it('read their times in the zone that is given with them', () => {
    expect(plan({ timezone: 'UTC' }).startsAt.toISOString()).toBe('2026-12-01T09:00:00.000Z');
  });
});

describe('a slug', () => {
  it.each(['ab', 'devday-2026', '서울-개발자', 'a1', '2026', 'x'.repeat(60)])(
    'may be %s',
    (slug) => {
      expect(plan({ slug }).slug).toBe(slug);
    },
  );

  it.each([
    'x'.repeat(61),
    'DevDay',
    'dev day',
    'dev_day',
    'dev--day',
    '-dev',
    'dev-',
    'dév',
    '東京',
    'ㄱㄴ',
    'a/b',
    '..',
    '01890a5d-ac96-774b-bcce-b302099a8057',
    '',
  ])('may not be "%s"', (slug) => {
    expect(problemsOf({ slug })).toHaveLength(1);
  });

  it('is the same however its Hangul is composed', () => {
    expect(plan({ slug: '서울'.normalize('NFD') }).slug).toBe('서울');
  });
});

describe('texts and limits of an event', () => {
  it.each<[string, EventChanges]>([
    ['an empty name', { name: '   ' }],
    ['a name of 201 characters', { name: 'x'.repeat(201) }],
    ['a name with a line break', { name: 'Dev\nDay' }],
    ['a name with an escape sequence', { name: 'Dev\u001b[31mDay' }],
    ['a name with a lone surrogate', { name: 'Dev\ud800Day' }],
    ['a description with NUL', { description: 'a\0b' }],
    ['a capacity of none', { capacity: 0 }],
    ['half a place', { capacity: 1.5 }],
    ['more places than the database can count', { capacity: 10_000_001 }],
    ['a link that is no web link', { location: { onlineLink: 'javascript:alert(1)' } }],
    ['an end before the start', { endsAt: '2026-12-01 08:00' }],
    ['an end at the start', { endsAt: '2026-12-01 09:00' }],
    [
      'a deadline after the end',
      { endsAt: '2026-12-01 18:00', registrationDeadline: '2026-12-02 09:00' },
    ],
    ['two fields with one id', { formFields: [field('meal'), field('meal')] }],
  ])('refuse %s', (_, changes) => {
    expect(problemsOf(changes)).toHaveLength(1);
  });

  it('keep emoji, Hangul and the lines of a description', () => {
    const read = plan({ name: ' 개발자의 날 👩‍👩‍👧 ', description: 'one\r\ntwo\tthree' });
    expect(read.name).toBe('개발자의 날 👩‍👩‍👧');
    expect(read.description).toBe('one\ntwo\tthree');
  });
});

describe('changes of an event', () => {
  const before = plan({
    endsAt: '2026-12-01 18:00',
    capacity: 100,
    location: { address: 'Coex' },
    formFields: [field('meal'), field('track')],
  });

  it('leave everything else as it was', () => {
    expect(planEventDetails(before, { name: 'New' })).toEqual({ ...before, name: 'New' });
    expect(planEventDetails(before, {})).toEqual(before);
  });

  it('take away what is null', () => {
    const after = planEventDetails(before, { endsAt: null, capacity: null, location: null });
    expect(after.endsAt).toBeUndefined();
    expect(after.capacity).toBeUndefined();
    expect(after.location).toBeUndefined();
  });

  it('judge a new start against the end that stays', () => {
    expect(() => planEventDetails(before, { startsAt: '2026-12-02 09:00' })).toThrow(
      expect.objectContaining({ code: 'EVENT_INVALID' }),
    );
  });

  it('do not move the instants when only the zone changes', () => {
    const after = planEventDetails(before, { timezone: 'UTC' });
    expect(after.startsAt).toEqual(before.startsAt);
    expect(after.timezone).toBe('UTC');
  });

  it('make a place hybrid, online or physical by what it has', () => {
    const hybrid = planEventDetails(before, { location: { onlineLink: 'https://meet.example/a' } });
    expect(hybrid.location).toEqual({
      type: 'hybrid',
      address: 'Coex',
      onlineLink: 'https://meet.example/a',
    });
    const online = planEventDetails(hybrid, { location: { address: null } });
    expect(online.location).toEqual({ type: 'online', onlineLink: 'https://meet.example/a' });
    const none = planEventDetails(online, { location: { onlineLink: null } });
    expect(none.location).toBeUndefined();
    expect(before.location?.type).toBe('physical');
  });

  it('add fields to the form and replace those with the same id', () => {
    const track = { ...field('track'), required: true };
    const after = planEventDetails(before, { addedFields: [field('size'), track] });
    expect(after.formFields).toEqual([field('meal'), track, field('size')]);
  });

  it('change one feature and leave the others', () => {
    const features = { anonymousMode: true, checkinEnabled: undefined };
    expect(planEventDetails(before, { features }).features).toEqual({
      checkinEnabled: true,
      prizeDrawingEnabled: true,
      anonymousMode: true,
    });
  });
});

function field(id: string) {
  return { id, label: id, type: 'text' as const, required: false };
}
