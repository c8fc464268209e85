import { DateTime } from 'luxon';
import { eventSpan } from '../calendar/event-span.js';
import type { Event, EventStatus } from '../events/schema.js';
import type { AudienceFilter } from './audience-filter.js';
import type { TemplateName } from './schema.js';

export type ReminderTemplate = Extract<
  TemplateName,
  'reminder' | 'notice' | 'thank_you' | 'missed_you'
>;

export type RemindedEvent = Pick<Event, 'startsAt' | 'endsAt' | 'timezone' | 'status'>;

/** One mail of an event's schedule. All times are instants: `from` inclusive, `until` exclusive. */
export interface PlannedReminder {
  template: ReminderTemplate;
  /** Holds the start that a reminder announces: of a moved event people learn the new time. */
  occasion: string;
  filter: AudienceFilter;
  /** When it is meant to be sent. */
  at: Date;
  /** From when it is due (seed 004: the day before, between 25 and 23 hours ahead) … */
  from: Date;
  /** … and until when a run that comes late still sends it. */
  until: Date;
  /** Says who came: not known as long as nobody was checked in. */
  needsCheckins: boolean;
}

export interface ReminderPlan {
  due: PlannedReminder[];
  upcoming: PlannedReminder[];
  /** Whose time is over, whether or not they were sent; the reason holds for those that were not. */
  missed: (PlannedReminder & { reason: string })[];
}

interface Window {
  at: DateTime;
  from: DateTime;
  until: DateTime;
}

interface Rule {
  template: ReminderTemplate;
  isAbout: 'start' | 'end';
  window(times: { start: DateTime; end: DateTime }): Window;
  filter: AudienceFilter;
  tooLate: string;
}

const registered = { statuses: ['registered'], fields: [] } satisfies AudienceFilter;
const tolerance = { hours: 1 };

/** THE table of what is sent around an event, in the order of its time (seed 004, section e-mail). */
const rules: readonly Rule[] = [
  {
    template: 'reminder',
    isAbout: 'start',
    // The same time on the clock of the day before: 23 or 25 hours where the clocks change between.
    window: ({ start }) => before(start.minus({ days: 1 }), start.minus({ hours: 12 })),
    filter: registered,
    tooLate: 'the event begins in less than 12 hours',
  },
  {
    template: 'notice',
    isAbout: 'start',
    window: ({ start }) => before(start.minus({ hours: 3 }), start.minus({ hours: 1 })),
    filter: registered,
    tooLate: 'the event begins in less than an hour',
  },
  {
    template: 'thank_you',
    isAbout: 'end',
    window: ({ end }) => after(end),
    filter: { ...registered, checkedIn: true },
    tooLate: 'the event ended more than 48 hours ago',
  },
  {
    template: 'missed_you',
    isAbout: 'end',
    window: ({ end }) => after(end),
    filter: { ...registered, checkedIn: false },
    tooLate: 'the event ended more than 48 hours ago',
  },
];

const statuses = {
  start: ['published', 'in_progress'],
  end: ['published', 'in_progress', 'completed'],
} as const satisfies Record<Rule['isAbout'], readonly EventStatus[]>;

/**
 * What is to be sent around an event at this moment, later, and not any more. Nothing for a cancelled
 * event; nothing is due for a draft. `hasCheckins`: somebody was checked in, so it is known who came.
 */
export function planReminders(
  event: RemindedEvent,
  now: Date,
  { hasCheckins = true } = {},
): ReminderPlan {
  const plan: ReminderPlan = { due: [], upcoming: [], missed: [] };
  if (event.status === 'cancelled') return plan;
  for (const rule of rules) {
    const planned = planRule(rule, event);
    const allowed: readonly EventStatus[] = statuses[rule.isAbout];
    const isKnown = hasCheckins || !planned.needsCheckins;
    if (now >= planned.until) {
      const reason = isKnown ? tooLate(rule, event, now) : nobodyCheckedIn;
      plan.missed.push({ ...planned, reason });
    } else if (event.status === 'completed' && !allowed.includes(event.status)) {
      plan.missed.push({ ...planned, reason: 'the event is completed' });
    } else if (now < planned.from || !allowed.includes(event.status) || !isKnown) {
      plan.upcoming.push(planned);
    } else {
      plan.due.push(planned);
    }
  }
  return plan;
}

const nobodyCheckedIn = 'nobody was checked in: who came is not known';

/** The reason of messages that a moved event leaves behind; they come back if it moves back. */
export const movedReason = 'the event was moved';

/**
 * Why queued messages of a reminder must not go out any more; undefined when they may. `event` is
 * undefined when it was deleted.
 */
export function judgeReminder(
  { template, occasion }: { template: TemplateName; occasion: string },
  event: RemindedEvent | undefined,
  now: Date,
): string | undefined {
  if (!event) return 'the event was deleted';
  if (event.status === 'cancelled') return 'the event was cancelled';
  const rule = rules.find((one) => one.template === template);
  if (!rule) return undefined;
  const planned = planRule(rule, event);
  if (planned.occasion !== occasion) return movedReason;
  if (rule.isAbout === 'end') return now < planned.from ? movedReason : undefined;
  return now >= event.startsAt ? begun : undefined;
}

const begun = 'the event has begun';

function tooLate(rule: Rule, event: RemindedEvent, now: Date): string {
  return rule.isAbout === 'start' && now >= event.startsAt ? begun : rule.tooLate;
}

function planRule(rule: Rule, event: RemindedEvent): PlannedReminder {
  const { template, isAbout, filter } = rule;
  const start = DateTime.fromJSDate(event.startsAt, { zone: event.timezone });
  const { at, from, until } = rule.window({ start, end: endOf(event, start) });
  return {
    template,
    occasion: isAbout === 'start' ? `starts-${event.startsAt.toISOString()}` : 'after',
    filter,
    at: at.toJSDate(),
    from: from.toJSDate(),
    until: until.toJSDate(),
    needsCheckins: isAbout === 'end',
  };
}

function before(at: DateTime, until: DateTime): Window {
  return { at, from: at.minus(tolerance), until };
}

function after(end: DateTime): Window {
  const at = end.plus({ hours: 2 });
  return { at, from: at, until: end.plus({ hours: 48 }) };
}

/** An event that does not say when it ends ends as its calendar file says. */
export function endOf(event: Omit<RemindedEvent, 'status'>, start: DateTime): DateTime {
  if (event.endsAt && event.endsAt > event.startsAt) {
    return DateTime.fromJSDate(event.endsAt, { zone: event.timezone });
  }
  const span = eventSpan(event);
  return span.kind === 'times'
    ? DateTime.fromJSDate(span.endsAt, { zone: event.timezone })
    : DateTime.fromISO(span.after, { zone: start.zone });
}
