import type { Event } from '../events/schema.js';
import type { Config } from '../runtime/config/config-schema.js';
import { isPlainAddress } from './calendar-text.js';
import type { CalendarPerson } from './schema.js';

/**
 * The right side of all UIDs: what is set for it, the host of this installation on the web, or the domain
 * that its mail comes from. `evm.invalid` (RFC 2606) where nothing is set: still unique, because the event's id is.
 */
export function calendarDomain({ calendar, mail }: Pick<Config, 'calendar' | 'mail'>): string {
  const { publicUrl, from } = mail;
  const domain =
    calendar.domain ??
    (publicUrl === undefined
      ? senderOf(from)?.address.split('@').at(-1)
      : new URL(publicUrl).hostname);
  return domain?.replace(/[^\p{L}\p{N}.-]/gu, '').toLowerCase() || 'evm.invalid';
}

/** Who invites: the sender of all mail, who is known to everybody anyway. */
export function senderOf(from: string | undefined): CalendarPerson | undefined {
  if (from === undefined) return undefined;
  const [, name = '', bracketed] = /^(.*)<(.*)>$/s.exec(from) ?? [];
  const address = (bracketed ?? from).trim();
  return isPlainAddress(address) ? { name: name.trim() || address, address } : undefined;
}

/**
 * Where the HTTP service gives out the event's file, for calendars that keep themselves up to date; a
 * private event is found by its share code alone. Undefined where the installation has no address.
 */
export function subscriptionLink(
  { publicUrl }: Pick<Config['mail'], 'publicUrl'>,
  event: Pick<Event, 'slug' | 'shareCode' | 'privacy'>,
): string | undefined {
  if (publicUrl === undefined) return undefined;
  const { host, pathname } = new URL(publicUrl);
  const name = event.privacy === 'public' ? event.slug : event.shareCode;
  return `webcal://${host}${pathname.replace(/\/+$/, '')}/e/${encodeURIComponent(name)}.ics`;
}
