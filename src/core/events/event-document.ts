import type { Event, EventCounts } from './schema.js';

/**
 * An event as it is given out: stable names, times in ISO 8601 UTC, `null` for what it does not
 * have, `counts` where they were asked for.
 */
export function presentEvent(event: Event, counts?: EventCounts) {
  return {
    id: event.id,
    slug: event.slug,
    name: event.name,
    description: event.description ?? null,
    location: event.location ?? null,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt?.toISOString() ?? null,
    timezone: event.timezone,
    capacity: event.capacity ?? null,
    waitlistEnabled: event.waitlistEnabled,
    registrationDeadline: event.registrationDeadline?.toISOString() ?? null,
    requiresApproval: event.requiresApproval,
    formFields: event.formFields,
    status: event.status,
    privacy: event.privacy,
    features: event.features,
    shareCode: event.shareCode,
    createdAt: event.createdAt.toISOString(),
    updatedAt: event.updatedAt.toISOString(),
    ...(counts === undefined ? {} : { counts }),
  };
}

export type EventDocument = ReturnType<typeof presentEvent>;
/** With the counts, as `event show` and `event list` give it out. */
export type CountedEventDocument = EventDocument & { counts: EventCounts };
