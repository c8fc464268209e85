/** A change of the clocks that comes back every year, as an observance of a VTIMEZONE states it. */
interface YearlyChange {
  month: number;
  /** 0 is Sunday. */
  weekday: number;
  /** 2: the second one of the month; -1: the last one. */
  nth: number;
  /** By the clock that is changed. */
  minuteOfDay: number;
  /** Minutes east of UTC from then on. */
  offset: number;
}

/** Either one offset all the year, or changes that come back every year. */
export type ZoneRules =
  | { kind: 'constant'; offset: number }
  | { kind: 'yearly'; changes: readonly YearlyChange[] };

/**
 * Reads the observances of a VTIMEZONE block. Undefined for whatever is not a single observance or
 * several with a rule of the form "the nth weekday of a month, from 1970 on": then nobody can say here
 * what a reader would make of the block.
 */
export function parseZoneRules(block: string): ZoneRules | undefined {
  const observances = [...block.matchAll(/BEGIN:(STANDARD|DAYLIGHT)\r\n(.*?)END:\1/gs)].map(
    ([, , lines]) => lines as string,
  );
  const [only] = observances;
  if (only === undefined) return undefined;
  if (observances.length === 1 && !only.includes('RRULE')) {
    const offset = readOffset(only);
    return offset === undefined ? undefined : { kind: 'constant', offset };
  }
  const changes = observances.map(readChange);
  return changes.includes(undefined)
    ? undefined
    : { kind: 'yearly', changes: changes as YearlyChange[] };
}

/**
 * Minutes east of UTC that a reader of the rules takes a local time for: those of the last change before
 * it (RFC 5545, 3.6.5). Undefined before 1971, where the blocks begin.
 *
 * @param local the local time as if it were UTC, in milliseconds
 */
export function offsetByRules(rules: ZoneRules, local: number): number | undefined {
  const year = new Date(local).getUTCFullYear();
  if (year < 1971) return undefined;
  if (rules.kind === 'constant') return rules.offset;
  const past = [year - 1, year]
    .flatMap((of) => rules.changes.map((change) => ({ at: changeIn(of, change), ...change })))
    .filter(({ at }) => at <= local)
    .sort((a, b) => b.at - a.at);
  return past[0]?.offset;
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const rulePattern = /^RRULE:FREQ=YEARLY;BYMONTH=(\d{1,2});BYDAY=(-?\d)([A-Z]{2})\r$/m;

function readChange(observance: string): YearlyChange | undefined {
  const [, month, nth, weekday] = rulePattern.exec(observance) ?? [];
  const [, hours, minutes] = /^DTSTART:1970\d{4}T(\d\d)(\d\d)00\r$/m.exec(observance) ?? [];
  const offset = readOffset(observance);
  if (weekday === undefined || minutes === undefined || offset === undefined) return undefined;
  return {
    month: Number(month),
    weekday: weekdays.indexOf(weekday),
    nth: Number(nth),
    minuteOfDay: Number(hours) * 60 + Number(minutes),
    offset,
  };
}

function readOffset(observance: string): number | undefined {
  const [, sign, hours, minutes] = /^TZOFFSETTO:([+-])(\d\d)(\d\d)\r$/m.exec(observance) ?? [];
  if (minutes === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function changeIn(year: number, { month, weekday, nth, minuteOfDay }: YearlyChange): number {
  const day = nth > 0 ? firstWeekday(year, month, weekday) : lastWeekday(year, month, weekday);
  const weeks = nth > 0 ? nth - 1 : nth + 1;
  return Date.UTC(year, month - 1, day + 7 * weeks, 0, minuteOfDay);
}

/** The day of the month on which a weekday comes first. */
function firstWeekday(year: number, month: number, weekday: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return 1 + ((weekday - first + 7) % 7);
}

/** The day of the month on which a weekday comes last. */
function lastWeekday(year: number, month: number, weekday: number): number {
  const end = new Date(Date.UTC(year, month, 0));
  return end.getUTCDate() - ((end.getUTCDay() - weekday + 7) % 7);
}
