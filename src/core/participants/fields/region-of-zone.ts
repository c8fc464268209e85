import { createRequire } from 'node:module';

/**
 * The country (ISO 3166) that a time zone belongs to by the tz database: `Asia/Seoul` → `KR`. Of the
 * countries that share a zone the one it is named after; undefined for zones of none (`UTC`).
 */
export function regionOfZone(zone: string): string | undefined {
  // 30 ms that only an import without --region pays.
  const { getTimezone } = createRequire(import.meta.url)(
    'countries-and-timezones',
  ) as typeof import('countries-and-timezones');
  return getTimezone(zone)?.countries[0];
}
