import { z } from 'zod';
import { FormFields } from '../participants/form-field.js';
import { EventFeatures, EventPrivacy } from './schema.js';

/** The rule of slugs in a sentence, for help and errors. */
export const slugRule =
  '1 to 60 lower-case letters (a-z or Hangul) and digits, with single dashes between them';

/** What a shell takes without quotes and a person can say; Hangul because most events here are Korean. */
const slugPattern = /^[a-z0-9가-힣]+(?:-[a-z0-9가-힣]+)*$/;
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const Slug = z
  .string()
  // Shells of macOS hand over decomposed Hangul.
  .transform((text) => text.normalize('NFC'))
  .refine((slug) => slugPattern.test(slug) && slug.length <= 60, slugRule)
  .refine((slug) => !idPattern.test(slug), 'looks like an id');

const Line = (longest: number) => textOf(longest, /[\p{Cc}\p{Surrogate}\u2028\u2029]/u);
/** Tab and line feed are text in a description; other controls are not. */
const Paragraphs = (longest: number) => textOf(longest, /[^\P{Cc}\t\n]|\p{Surrogate}/u);

/** An instant, or a text that is read in the event's zone. */
const Moment = z.union([z.date(), z.string()]);

const WebLink = z
  .string()
  .trim()
  .max(2000)
  .refine((link) => !/[\s\p{Cc}]/u.test(link), 'a link has no spaces or line ends')
  .refine(isWebLink, 'a link that begins with https:// or http:// is needed');

/** The parts of a location that change; its type follows from what it has. */
const LocationChanges = z.strictObject({
  address: Line(500).nullish(),
  coordinates: z
    .strictObject({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) })
    .nullish(),
  onlineLink: WebLink.nullish(),
});

/** Details of an event as they come in: all optional, `null` takes away what can be left out. */
export const EventChanges = z.strictObject({
  slug: Slug.optional(),
  name: Line(200).optional(),
  description: Paragraphs(10_000).nullish(),
  location: LocationChanges.nullish(),
  startsAt: Moment.optional(),
  endsAt: Moment.nullish(),
  timezone: z.string().optional(),
  capacity: z
    .number()
    .int('a whole number is needed')
    .min(1, 'at least one place is needed')
    .max(10_000_000, 'at most 10,000,000 places')
    .nullish(),
  waitlistEnabled: z.boolean().optional(),
  registrationDeadline: Moment.nullish(),
  requiresApproval: z.boolean().optional(),
  /** The whole form, in place of the one before. */
  formFields: FormFields.optional(),
  /** Fields to add to the form, each in place of the one that has its id. */
  addedFields: FormFields.optional(),
  privacy: EventPrivacy.optional(),
  features: EventFeatures.partial().optional(),
});
export type EventChanges = z.input<typeof EventChanges>;
export type ReadEventChanges = z.output<typeof EventChanges>;

/** The same for a new event, which has at least a slug, a name and a start. */
export type NewEvent = EventChanges & Required<Pick<EventChanges, 'slug' | 'name' | 'startsAt'>>;

function textOf(longest: number, forbidden: RegExp) {
  return z
    .string()
    .transform((text) => text.replaceAll('\r\n', '\n').trim().normalize('NFC'))
    .refine((text) => text !== '', 'a text is needed')
    .refine((text) => [...text].length <= longest, `at most ${longest} characters`)
    .refine((text) => !forbidden.test(text), 'holds control characters');
}

function isWebLink(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
