import type { Event } from '../events/schema.js';
import type { Locale } from '../runtime/locales.js';

const koreanZones: ReadonlySet<string> = new Set(['Asia/Seoul', 'Asia/Pyongyang']);

/** The language in which an event writes to its participants: that of the place where it is held. */
export function localeOf({ timezone }: Pick<Event, 'timezone'>): Locale {
  return koreanZones.has(timezone) ? 'ko' : 'en';
}
