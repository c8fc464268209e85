import ICAL from 'ical.js';
import { readStrictly } from './read-strictly.js';

/** Start and end as a reader understands them that goes by the VTIMEZONE in the file, as Outlook does. */
export function readByBlock(text: string): string[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') as ICAL.Component);
  return [event.startDate, event.endDate].map((time) => {
    if (time.zone.tzid === 'floating') throw new Error('a local time without its zone');
    return iso(time.toUnixTime() * 1000);
  });
}

/** The same for one that knows zones by their names and leaves the VTIMEZONE alone: Google, Apple. */
export function readByName(text: string): string[] {
  const lines = readStrictly(text).filter(({ inside }) => inside.at(-1) === 'VEVENT');
  return ['DTSTART', 'DTEND'].map((name) => {
    const line = lines.find((candidate) => candidate.name === name);
    const digits = line?.value.match(/\d+/g)?.join('') ?? '';
    const [year, month, day, hour, minute, second] = [
      digits.slice(0, 4),
      ...(digits.slice(4).match(/../g) ?? []),
    ].map(Number) as [number, number, number, number, number, number];
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    const zone = line?.parameters.TZID;
    return iso(zone === undefined ? local : firstInstant(zone, local));
  });
}

/** The first instant at which the clocks of a zone show a local time, found by asking about each offset. */
function firstInstant(zone: string, local: number): number {
  const quarter = 15 * 60_000;
  for (let offset = 14 * 4; offset >= -12 * 4; offset -= 1) {
    const candidate = local - offset * quarter;
    if (shownIn(zone, candidate) === local) return candidate;
  }
  throw new Error(`${zone} has no such time`);
}

function shownIn(zone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat('en-u-hc-h23', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(
    2000 + part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
}

function iso(instant: number): string {
  return new Date(instant).toISOString().replace('.000', '');
}
