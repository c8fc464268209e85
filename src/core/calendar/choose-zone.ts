import { DateTime } from 'luxon';
import { findZoneBlock } from './zone-block.js';
import { offsetByRules } from './zone-rules.js';

/**
 * The zone in which instants may be written as local times, or undefined when UTC is the only form that
 * everybody reads alike.
 *
 * A local time with a TZID is read in two ways: by the VTIMEZONE in the file (Outlook) or by the reader's
 * own data under the zone's name (Google, Apple). The block knows this year's rules alone, and data of
 * different age disagree where a country has changed its mind: Cairo before 2023, Casablanca, Vancouver
 * from 2026 on. And of a local time that the clocks pass twice nobody knows which pass is meant. Gatherings
 * do not repeat, so an instant in UTC loses nothing; it is shown in the reader's zone either way.
 */
export function chooseZone(zone: string, instants: readonly Date[]): string | undefined {
  if (zone === 'UTC') return undefined;
  const block = findZoneBlock(zone);
  if (block === undefined) return undefined;
  const isSafe = instants.every((instant) => {
    const local = DateTime.fromJSDate(instant, { zone });
    if (!local.isValid || local.getPossibleOffsets().length > 1) return false;
    const asUtc = instant.getTime() + local.offset * 60_000;
    return offsetByRules(block.rules, asUtc) === local.offset;
  });
  return isSafe ? zone : undefined;
}
