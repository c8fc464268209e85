/** What a calendar file asks of its reader (RFC 5546): take note, answer, or strike out. */
export const calendarMethods = ['publish', 'request', 'cancel'] as const;
export type CalendarMethod = (typeof calendarMethods)[number];

/**
 * When something takes place. `days`: from the day `first` until before the day `after`, both
 * `YYYY-MM-DD`, whatever the reader's zone. `times`: from one instant to another, told in `zone` (IANA).
 */
export type CalendarSpan =
  | { kind: 'days'; first: string; after: string }
  | { kind: 'times'; startsAt: Date; endsAt: Date; zone: string };

/** Somebody with a mail address, in a file that is meant to show it. */
export interface CalendarPerson {
  name: string;
  address: string;
}

/** An event as a calendar shows it. Texts may hold anything: whoever writes them out cleans them. */
export interface CalendarEvent {
  /** The same for one event for ever: `<event id>@<domain>`. */
  uid: string;
  /** Rises with each change; readers ignore a file whose number is lower than what they have. */
  sequence: number;
  /** When the event was last changed. */
  stamp: Date;
  status: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED';
  span: CalendarSpan;
  name: string;
  place?: string | undefined;
  geo?: { lat: number; lng: number } | undefined;
  /** Absolute, http or https. */
  url?: string | undefined;
  description?: string | undefined;
  /** `#0a7d5a`; nothing else is shown. */
  color?: string | undefined;
  /** A link to its logo, https. */
  image?: string | undefined;
  organizer?: CalendarPerson | undefined;
  /** Only in a file for this one person. */
  attendee?: CalendarPerson | undefined;
}
