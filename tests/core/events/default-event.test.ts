import { describe, expect, it } from 'vitest';
import { defaultEvent } from '../../../src/core/events/default-event.js';
import { planEventDetails } from '../../../src/core/events/plan-event-details.js';

const now = new Date('2026-10-20T20:00:00Z');

function made(slug: string, timezone = 'Asia/Seoul') {
  return planEventDetails({ timezone: 'UTC' }, defaultEvent({ slug, now, timezone }));
}

describe('an event that an import creates', () => {
  it.each([
    ['seoul-devday', 'Seoul Devday'],
    ['devday', 'Devday'],
    ['서울-개발자-모임', '서울 개발자 모임'],
    ['devday-2026', 'Devday 2026'],
    ['devday-2026-12-01', 'Devday'],
    ['2026-12-01', '2026-12-01'],
  ])('has of the slug %s the name %s', (slug, name) => {
    expect(made(slug).name).toBe(name);
  });

  it('starts at 9:00 in its zone, 30 days from today there', () => {
    expect(made('devday').startsAt.toISOString()).toBe('2026-11-20T00:00:00.000Z');
    expect(made('devday', 'UTC').startsAt.toISOString()).toBe('2026-11-19T09:00:00.000Z');
    expect(made('devday').timezone).toBe('Asia/Seoul');
  });

  it('starts on the date that its slug ends with', () => {
    expect(made('devday-2026-12-01').startsAt.toISOString()).toBe('2026-12-01T00:00:00.000Z');
  });

  it('does not start on a date that does not exist', () => {
    expect(made('devday-2026-02-31').startsAt.toISOString()).toBe('2026-11-20T00:00:00.000Z');
  });
});
