import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { type CalendarLinks, calendarLinks } from './calendar-links.js';
import { calendarDomain, subscriptionLink } from './calendar-origin.js';
import { describeEvent } from './describe-event.js';

export interface EventLinks extends CalendarLinks {
  /** To subscribe to; only where the installation has an address on the web (`mail.publicUrl`). */
  webcal?: string | undefined;
}

/** The links under which anybody adds an event to a calendar. Nothing of any person. */
export function linkEventCalendar({ config }: Pick<Context, 'config'>, event: Event): EventLinks {
  const described = describeEvent(event, {
    domain: calendarDomain(config),
    sequence: 0,
    changedAt: event.updatedAt,
  });
  const webcal = subscriptionLink(config.mail, event);
  return { ...calendarLinks(described), ...(webcal !== undefined && { webcal }) };
}
