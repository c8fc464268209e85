import { tzlib_get_ical_block } from 'timezones-ical-library';
import { parseZoneRules, type ZoneRules } from './zone-rules.js';

/** The VTIMEZONE of a zone and the rules that readers take from it. */
export interface ZoneBlock {
  /** From BEGIN to END:VTIMEZONE, lines parted by CRLF, none at the end. */
  text: string;
  rules: ZoneRules;
}

/**
 * The VTIMEZONE block of an IANA zone under exactly that name; undefined for zones that the library does
 * not have or whose rules evm cannot follow. Made once per zone.
 */
export function findZoneBlock(zone: string): ZoneBlock | undefined {
  if (!known.has(zone)) known.set(zone, makeBlock(zone));
  return known.get(zone);
}

/** As many entries as there are zones, about 600 at most. */
const known = new Map<string, ZoneBlock | undefined>();

function makeBlock(zone: string): ZoneBlock | undefined {
  const [text] = tzlib_get_ical_block(zone);
  if (text === undefined || !text.startsWith('BEGIN:VTIMEZONE')) return undefined;
  // The library answers for Asia/Calcutta with a block named Asia/Kolkata, to which the event's TZID
  // would not refer: a reader that goes by the block would find none.
  const named = text
    .replace(/^TZID:.*$/m, `TZID:${zone}`)
    .replace(/^X-LIC-LOCATION:.*$/m, `X-LIC-LOCATION:${zone}`)
    .replace(/\r?\n/g, '\r\n')
    .trim();
  const rules = parseZoneRules(named);
  return rules && { text: named, rules };
}
