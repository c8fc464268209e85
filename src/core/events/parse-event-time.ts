import { DateTime } from 'luxon';

export type TimeOutcome = { kind: 'time'; at: Date } | { kind: 'refused'; reason: string };

/**
 * Reads a time as the organizer writes it, in the event's zone (IANA): `2026-12-01 09:00`,
 * `2026-12-01T09:00:30`, or ISO 8601 with an offset, which then decides. A date alone is the start of
 * that day, or its last second for a time up to which something lasts (`dateMeans: 'end'`). A local
 * time that the clocks skip, or pass twice, is refused: nobody can know which instant was meant.
 */
export function parseEventTime(
  text: string,
  zone: string,
  dateMeans: 'start' | 'end' = 'start',
): TimeOutcome {
  const parts = shape.exec(text.trim());
  if (parts === null) return refused('is not a time: write for example 2026-12-01 09:00');
  const [, year, month, day, hour, minute, second, offset] = parts;
  const wanted = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
  };
  if (wanted.year < 1970 || wanted.year > 2199) return refused('is not in the years 1970 to 2199');
  // Luxon takes 24:00 for the next midnight.
  if (wanted.hour > 23) return refused('does not exist: the hours of a day are 00 to 23');
  if (offset !== undefined) return readWithOffset(wanted, offset);
  const read = DateTime.fromObject(wanted, { zone });
  if (!read.isValid) return refused('does not exist in the calendar');
  if (hour === undefined) {
    return time(dateMeans === 'start' ? read.startOf('day') : read.endOf('day').startOf('second'));
  }
  if (read.hour !== wanted.hour || read.minute !== wanted.minute) {
    return refused(`does not exist in ${zone}: the clocks skip it; write it with an offset`);
  }
  const [first, later] = read.getPossibleOffsets();
  if (first !== undefined && later !== undefined) {
    const choices = `${first.toFormat('ZZ')} or ${later.toFormat('ZZ')}`;
    return refused(`happens twice in ${zone}: write it with an offset, ${choices}`);
  }
  return time(read);
}

const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function readWithOffset(wanted: LocalTime, offset: string): TimeOutcome {
  const minutes = offsetMinutes(offset);
  if (minutes === undefined) return refused('has an offset that no place has');
  const read = DateTime.fromObject(wanted, { zone: 'utc' });
  if (!read.isValid) return refused('does not exist in the calendar');
  return time(read.minus({ minutes }));
}

/** `+09:00`, `+0900`, `+09`, `Z` in minutes; the offsets in use go from -12:00 to +14:00. */
function offsetMinutes(offset: string): number | undefined {
  if (offset.toUpperCase() === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 14 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function time(read: DateTime): TimeOutcome {
  return { kind: 'time', at: read.toJSDate() };
}

function refused(reason: string): TimeOutcome {
  return { kind: 'refused', reason };
}
