import { eventErrors } from './errors.js';
import { EventChanges, type ReadEventChanges } from './event-input.js';
import { parseEventTime } from './parse-event-time.js';
import type { EventDetails, EventFeatures, EventLocation } from './schema.js';
import { readTimeZone } from './time-zone.js';

/** What is known of an event before: all its details, or of a new one the zone that holds if none is given. */
export type KnownDetails = Pick<EventDetails, 'timezone'> & Partial<EventDetails>;

/**
 * The details that an event has after `changes`. Pure; times are read in the zone that the event
 * will have.
 *
 * @throws EVENT_INVALID with every problem, each named by its field
 */
export function planEventDetails(before: KnownDetails, changes: EventChanges): EventDetails {
  const read = readChanges(changes);
  const problems: string[] = [];
  const timezone = readZone(before, read, problems);
  const times = readTimes(before, read, timezone, problems);
  const { slug = before.slug, name = before.name } = read;
  const { startsAt } = times;
  if (slug === undefined) problems.push('slug: is needed');
  if (name === undefined) problems.push('name: is needed');
  if (startsAt === undefined && read.startsAt === undefined) problems.push('startsAt: is needed');
  problems.push(...contradictions(times));
  if (problems.length > 0 || slug === undefined || name === undefined || startsAt === undefined) {
    throw eventErrors.invalid({ problems });
  }
  const base = { ...newEventDetails, ...before };
  return {
    slug,
    name,
    description: changed(read.description, base.description),
    location: changeLocation(base.location, read.location),
    ...times,
    startsAt,
    timezone,
    capacity: changed(read.capacity, base.capacity),
    waitlistEnabled: read.waitlistEnabled ?? base.waitlistEnabled,
    requiresApproval: read.requiresApproval ?? base.requiresApproval,
    formFields: addFields(read.formFields ?? base.formFields, read.addedFields ?? []),
    privacy: read.privacy ?? base.privacy,
    features: changeFeatures(base.features, read.features),
  };
}

/** What an event has when nobody says otherwise: found by its link alone, nothing asked. */
const newEventDetails = {
  waitlistEnabled: false,
  requiresApproval: false,
  formFields: [],
  privacy: 'private',
  features: { checkinEnabled: true, prizeDrawingEnabled: true, anonymousMode: false },
} satisfies Partial<EventDetails>;

interface Times {
  startsAt: Date | undefined;
  endsAt: Date | undefined;
  registrationDeadline: Date | undefined;
}

function readChanges(changes: EventChanges): ReadEventChanges {
  const parsed = EventChanges.safeParse(changes);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`,
  );
  throw eventErrors.invalid({ problems });
}

/** `undefined` leaves a detail as it was, `null` takes it away. */
function changed<Value>(change: Value | null | undefined, before: Value | undefined) {
  return change === null ? undefined : (change ?? before);
}

function readZone(before: KnownDetails, changes: ReadEventChanges, problems: string[]): string {
  if (changes.timezone === undefined) return before.timezone;
  const outcome = readTimeZone(changes.timezone);
  if (outcome.kind === 'zone') return outcome.zone;
  const advice =
    outcome.suggestion === undefined
      ? 'write for example Asia/Seoul'
      : `did you mean ${outcome.suggestion}?`;
  problems.push(`timezone: "${changes.timezone}" is not a time zone; ${advice}`);
  return before.timezone;
}

function readTimes(
  before: KnownDetails,
  changes: ReadEventChanges,
  zone: string,
  problems: string[],
): Times {
  function read(field: keyof Times): Date | undefined {
    const change = changes[field];
    if (typeof change !== 'string') return changed(change, before[field]);
    const outcome = parseEventTime(change, zone, field === 'startsAt' ? 'start' : 'end');
    if (outcome.kind === 'time') return outcome.at;
    problems.push(`${field}: "${change}" ${outcome.reason}`);
    return undefined;
  }
  return {
    startsAt: read('startsAt'),
    endsAt: read('endsAt'),
    registrationDeadline: read('registrationDeadline'),
  };
}

function contradictions({ startsAt, endsAt, registrationDeadline }: Times): string[] {
  const problems: string[] = [];
  if (startsAt && endsAt && endsAt <= startsAt) {
    problems.push('endsAt: the end must be after the start');
  }
  if (endsAt && registrationDeadline && registrationDeadline > endsAt) {
    problems.push('registrationDeadline: registration cannot close after the end');
  }
  return problems;
}

function changeLocation(
  before: EventLocation | undefined,
  changes: ReadEventChanges['location'],
): EventLocation | undefined {
  if (changes === undefined) return before;
  const address = changed(changes?.address, before?.address);
  const coordinates = changed(changes?.coordinates, before?.coordinates);
  const onlineLink = changed(changes?.onlineLink, before?.onlineLink);
  const isPhysical = address !== undefined || coordinates !== undefined;
  if (changes === null || (!isPhysical && onlineLink === undefined)) return undefined;
  return {
    type: !isPhysical ? 'online' : onlineLink === undefined ? 'physical' : 'hybrid',
    ...(address === undefined ? {} : { address }),
    ...(coordinates === undefined ? {} : { coordinates }),
    ...(onlineLink === undefined ? {} : { onlineLink }),
  };
}

/** A spread would let a feature that is `undefined` in the changes win. */
function changeFeatures(
  before: EventFeatures,
  changes: Partial<EventFeatures> = {},
): EventFeatures {
  return {
    checkinEnabled: changes.checkinEnabled ?? before.checkinEnabled,
    prizeDrawingEnabled: changes.prizeDrawingEnabled ?? before.prizeDrawingEnabled,
    anonymousMode: changes.anonymousMode ?? before.anonymousMode,
  };
}

type Fields = EventDetails['formFields'];

function addFields(form: Fields, added: Fields): Fields {
  const replaced = form.map((field) => added.find(({ id }) => id === field.id) ?? field);
  const known = new Set(form.map(({ id }) => id));
  return [...replaced, ...added.filter(({ id }) => !known.has(id))];
}
