import { z } from 'zod';
import { FormFields } from '../participants/form-field.js';

export const EventStatus = z.enum(['draft', 'published', 'in_progress', 'completed', 'cancelled']);
export type EventStatus = z.infer<typeof EventStatus>;

export const EventPrivacy = z.enum(['public', 'private']);
export type EventPrivacy = z.infer<typeof EventPrivacy>;

/** Where the event happens; `hybrid` has both an address and a link. */
export const EventLocation = z.strictObject({
  type: z.enum(['physical', 'online', 'hybrid']),
  address: z.string().optional(),
  coordinates: z
    .strictObject({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) })
    .optional(),
  onlineLink: z.string().optional(),
});
export type EventLocation = z.infer<typeof EventLocation>;

export const EventFeatures = z.strictObject({
  checkinEnabled: z.boolean(),
  prizeDrawingEnabled: z.boolean(),
  anonymousMode: z.boolean(),
});
export type EventFeatures = z.infer<typeof EventFeatures>;

export const EventBranding = z.strictObject({
  logoUrl: z.string(),
  primaryColor: z.string(),
  customDomain: z.string().optional(),
});
export type EventBranding = z.infer<typeof EventBranding>;

/** What an organizer decides about an event. Times are instants; `timezone` is an IANA name. */
export const EventDetails = z.strictObject({
  slug: z.string(),
  name: z.string(),
  description: z.string().optional(),
  location: EventLocation.optional(),
  startsAt: z.date(),
  endsAt: z.date().optional(),
  timezone: z.string(),
  /** Places; no limit when left out. */
  capacity: z.number().int().positive().optional(),
  waitlistEnabled: z.boolean(),
  registrationDeadline: z.date().optional(),
  requiresApproval: z.boolean(),
  formFields: FormFields,
  privacy: EventPrivacy,
  features: EventFeatures,
});
export type EventDetails = z.infer<typeof EventDetails>;

/** An event that is not deleted. */
export const Event = EventDetails.extend({
  id: z.uuid(),
  organizerId: z.uuid().optional(),
  status: EventStatus,
  branding: EventBranding.optional(),
  /** The unguessable end of the link under which the event is shared. */
  shareCode: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type Event = z.infer<typeof Event>;

/** How many there are; `occupied` are the places that count against the capacity. */
export const EventCounts = z.strictObject({
  participants: z.strictObject({
    total: z.number(),
    pending: z.number(),
    registered: z.number(),
    waitlisted: z.number(),
    cancelled: z.number(),
    checkedIn: z.number(),
  }),
  occupied: z.number(),
  gates: z.number(),
});
export type EventCounts = z.infer<typeof EventCounts>;

/** A place where tickets are scanned. */
export const Gate = z.strictObject({
  id: z.uuid(),
  eventId: z.uuid(),
  /** Short and unique in its event: `G1`. */
  code: z.string(),
  name: z.string(),
  /** People per minute that it can let in, for forecasts. */
  capacityPerMinute: z.number().int().positive().optional(),
  active: z.boolean(),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type Gate = z.infer<typeof Gate>;
