import { closestWord } from '../runtime/config/closest-word.js';

export type ZoneOutcome =
  | { kind: 'zone'; zone: string }
  | { kind: 'unknown'; suggestion: string | undefined };

/**
 * Reads the name of an IANA time zone, in any case (`asia/seoul` is Asia/Seoul). A bare offset is no
 * zone: it does not say when the clocks change. A city alone suggests its zone.
 */
export function readTimeZone(text: string): ZoneOutcome {
  const wanted = text.trim();
  const zones = Intl.supportedValuesOf('timeZone');
  const listed = zones.find((zone) => zone.toLowerCase() === wanted.toLowerCase());
  if (listed !== undefined) return { kind: 'zone', zone: listed };
  if (/^utc$/i.test(wanted)) return { kind: 'zone', zone: 'UTC' };
  if (isZone(wanted)) return { kind: 'zone', zone: wanted };
  return { kind: 'unknown', suggestion: suggestZone(wanted, zones) };
}

/** The zone of this machine, or Asia/Seoul where it has none that is known. */
export function machineTimeZone(): string {
  const outcome = readTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone ?? '');
  return outcome.kind === 'zone' ? outcome.zone : fallbackZone;
}

const fallbackZone = 'Asia/Seoul';

/** Names outside the list of the runtime, such as Asia/Kolkata where it prefers Asia/Calcutta. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function suggestZone(wanted: string, zones: readonly string[]): string | undefined {
  const whole = closestWord(wanted, zones);
  if (wanted.includes('/')) return whole;
  const city = closestWord(
    wanted.replaceAll(' ', '_'),
    zones.map((zone) => cityOf(zone)),
  );
  return zones.find((zone) => cityOf(zone) === city) ?? whole;
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1);
}
