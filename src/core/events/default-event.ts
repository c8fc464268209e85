import { DateTime } from 'luxon';
import type { NewEvent } from './event-input.js';

/**
 * What `evm import --create-event` makes of a slug alone: a name from its words (`seoul-devday` →
 * `Seoul Devday`), a start at 9:00 in `timezone` (IANA) on the date that the slug ends with
 * (`devday-2026-12-01`), else 30 days from `now`. Like every new event it is a draft: that it has
 * participants does not make its details right, and an import needs no published event.
 */
export function defaultEvent(options: { slug: string; now: Date; timezone: string }): NewEvent {
  const { slug, now, timezone } = options;
  const date = dateInSlug(slug, timezone);
  const day = date ?? DateTime.fromJSDate(now, { zone: timezone }).plus({ days: 30 });
  return {
    slug,
    name: nameOf(date === undefined ? slug : slug.slice(0, -'-2026-12-01'.length)) || slug,
    startsAt: day.set({ hour: 9, minute: 0, second: 0, millisecond: 0 }).toJSDate(),
    timezone,
  };
}

function dateInSlug(slug: string, zone: string): DateTime | undefined {
  const date = /(?:^|-)(\d{4}-\d{2}-\d{2})$/.exec(slug)?.[1];
  if (date === undefined) return undefined;
  const read = DateTime.fromISO(date, { zone });
  return read.isValid ? read : undefined;
}

function nameOf(slug: string): string {
  const words = slug.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join(' ');
}
