import { DateTime } from 'luxon';
import { eventSpan } from '../../calendar/event-span.js';
import type { Event } from '../../events/schema.js';
import type { Locale } from '../../runtime/locales.js';

/** When an event is, as people read it in the event's own zone. */
export interface EventTimes {
  /** `2026년 12월 1일 (화) 오전 9:00 (한국 표준시)`; without a time for whole days. */
  starts: string;
  ends: string | null;
  /** `2026년 12월 1일 (화)`, or both days of an event that is longer than 24 hours. */
  day: string;
  /** `오전 9:00 – 오후 6:00 (한국 표준시)`; null for whole days. */
  time: string | null;
  /** `한국 표준시`. */
  zone: string;
}

type When = Pick<Event, 'startsAt' | 'endsAt' | 'timezone'>;

/** Whole days are those that the event's calendar file shows as whole days. */
export function eventTimes(event: When, locale: Locale): EventTimes {
  const key = [locale, event.timezone, +event.startsAt, event.endsAt && +event.endsAt].join();
  const known = described.get(key);
  if (known) return known;
  const times = describeTimes(event, locale);
  if (described.size >= mostDescribed) described.clear();
  described.set(key, times);
  return times;
}

/** Names of zones take a millisecond, and the messages of an event all need the same. */
const described = new Map<string, EventTimes>();
const mostDescribed = 500;

function describeTimes(event: When, locale: Locale): EventTimes {
  const read = (time: Date) =>
    DateTime.fromJSDate(time, { zone: event.timezone }).setLocale(languages[locale]);
  const start = read(event.startsAt);
  const zone = start.toFormat('ZZZZZ');
  const span = eventSpan(event);
  if (span.kind === 'days') {
    const last = DateTime.fromISO(span.after, { zone: event.timezone })
      .minus({ days: 1 })
      .setLocale(languages[locale]);
    const day = formatDay(start, locale);
    const lastDay = formatDay(last, locale);
    const days = day === lastDay ? day : `${day} – ${lastDay}`;
    return { starts: day, ends: event.endsAt ? lastDay : null, day: days, time: null, zone };
  }
  const end = event.endsAt && event.endsAt > event.startsAt ? read(event.endsAt) : undefined;
  return {
    starts: formatMoment(start, locale),
    ends: end ? formatMoment(end, locale) : null,
    ...formatSpan(start, end, locale),
    zone,
  };
}

const languages = { ko: 'ko', en: 'en-US' } as const satisfies Record<Locale, string>;

function formatSpan(
  start: DateTime,
  end: DateTime | undefined,
  locale: Locale,
): { day: string; time: string } {
  const day = formatDay(start, locale);
  const zone = start.toFormat('ZZZZZ');
  if (end === undefined) return { day, time: `${formatTime(start, locale)} (${zone})` };
  const isSameDay = start.hasSame(end, 'day');
  const until = isSameDay
    ? formatTime(end, locale)
    : `${formatShortDay(end, locale)} ${formatTime(end, locale)}`;
  // A night is one day to the people who spend it there.
  const isOneDay = isSameDay || end.diff(start).as('hours') < 24;
  const from = isOneDay
    ? formatTime(start, locale)
    : `${formatShortDay(start, locale)} ${formatTime(start, locale)}`;
  return {
    day: isOneDay ? day : `${day} – ${formatDay(end, locale)}`,
    time: `${from} – ${until} (${end.toFormat('ZZZZZ')})`,
  };
}

function formatMoment(time: DateTime, locale: Locale): string {
  const zone = time.toFormat('ZZZZZ');
  const parts = [formatDay(time, locale), formatTime(time, locale)];
  return `${parts.join(locale === 'ko' ? ' ' : ' at ')} (${zone})`;
}

function formatDay(time: DateTime, locale: Locale): string {
  return time.toFormat(locale === 'ko' ? 'yyyy년 M월 d일 (ccc)' : 'cccc, LLLL d, yyyy');
}

function formatShortDay(time: DateTime, locale: Locale): string {
  return time.toFormat(locale === 'ko' ? 'M월 d일' : 'LLL d,');
}

function formatTime(time: DateTime, locale: Locale): string {
  const half = time.hour < 12 ? 0 : 1;
  const hour = time.toFormat('h:mm');
  return locale === 'ko' ? `${['오전', '오후'][half]} ${hour}` : `${hour} ${['AM', 'PM'][half]}`;
}
