import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Event, EventDetails, EventStatus } from './schema.js';

interface EventRow {
  id: string;
  slug: string;
  organizer_id: string | null;
  name: string;
  description: string | null;
  location: Event['location'] | null;
  starts_at: Date;
  ends_at: Date | null;
  timezone: string;
  capacity: number | null;
  waitlist_enabled: boolean;
  registration_deadline: Date | null;
  requires_approval: boolean;
  form_fields: Event['formFields'];
  status: EventStatus;
  privacy: Event['privacy'];
  checkin_enabled: boolean;
  prize_drawing_enabled: boolean;
  anonymous_mode: boolean;
  branding: Event['branding'] | null;
  share_code: string;
  created_at: Date;
  updated_at: Date;
}

/** Inserts the event and its counter; false when a living event has the slug (nothing is written). */
export async function insertEvent(trx: Transaction, event: Event): Promise<boolean> {
  const inserted = await trx('events')
    .insert({
      id: event.id,
      organizer_id: event.organizerId ?? null,
      ...toColumns(event),
      status: event.status,
      branding: event.branding === undefined ? null : JSON.stringify(event.branding),
      share_code: event.shareCode,
      created_at: event.createdAt,
      updated_at: event.updatedAt,
    })
    // A conflict that raised an error would undo whatever else the caller's transaction did.
    .onConflict(trx.raw('(slug) where deleted_at is null'))
    .ignore()
    .returning('id');
  if (inserted.length === 0) return false;
  await trx('registration_counters').insert({ event_id: event.id });
  return true;
}

/** The exact match by slug or id, else the events whose slug or id begins like that, by slug. */
export async function selectEventsByReference(
  db: Queryable,
  reference: string,
  limit: number,
): Promise<Event[]> {
  const rows = await living(db)
    .where((where) =>
      where
        .whereRaw('starts_with(slug, ?)', [reference])
        .orWhereRaw('length(?) >= 8 and starts_with(id::text, ?)', [reference, reference]),
    )
    .orderByRaw('(slug = ? or id::text = ?) desc, slug', [reference, reference])
    .limit(limit);
  const [first] = rows;
  const isExact = first !== undefined && (first.slug === reference || first.id === reference);
  return (isExact ? [first] : rows).map(toEvent);
}

/** A public event of this slug, or any event of this share code. */
export async function selectSharedEvent(db: Queryable, name: string): Promise<Event | undefined> {
  const row = await living(db)
    .where((where) => where.where({ slug: name, privacy: 'public' }).orWhere({ share_code: name }))
    .orderByRaw('slug = ? desc', [name])
    .first();
  return row === undefined ? undefined : toEvent(row);
}

export async function selectEvents(
  db: Queryable,
  filter: { status?: EventStatus | undefined },
): Promise<Event[]> {
  const rows = await living(db)
    .where(filter.status === undefined ? {} : { status: filter.status })
    .orderBy([{ column: 'starts_at' }, { column: 'slug' }]);
  return rows.map(toEvent);
}

/** The youngest slugs, for suggestions. */
export async function selectSlugs(db: Queryable, limit: number): Promise<string[]> {
  return await living(db).orderBy('created_at', 'desc').limit(limit).pluck<string[]>('slug');
}

/**
 * Waits for and keeps the event to itself until the transaction ends. The counter comes first, as in
 * every registration, and the event is locked weakly enough for foreign keys: no order deadlocks.
 */
export async function lockEventRow(
  trx: Transaction,
  eventId: string,
): Promise<{ event: Event; occupied: number; lastNumber: number } | undefined> {
  const counter = await trx('registration_counters')
    .where({ event_id: eventId })
    .forUpdate()
    .first<{ occupied: number; last_number: number } | undefined>('occupied', 'last_number');
  // A second statement: it sees what was committed while the first one waited.
  const row = await living(trx).where({ id: eventId }).forNoKeyUpdate().first();
  if (counter === undefined || row === undefined) return undefined;
  return { event: toEvent(row), occupied: counter.occupied, lastNumber: counter.last_number };
}

/** Throws the unique violation of `events_slug_key` when a living event has the new slug. */
export async function updateEventDetails(
  trx: Transaction,
  eventId: string,
  details: EventDetails,
  updatedAt: Date,
): Promise<void> {
  await trx('events')
    .where({ id: eventId })
    .update({ ...toColumns(details), updated_at: updatedAt });
}

export async function updateEventStatus(
  trx: Transaction,
  eventId: string,
  status: EventStatus,
  updatedAt: Date,
): Promise<void> {
  await trx('events').where({ id: eventId }).update({ status, updated_at: updatedAt });
}

export async function markEventDeleted(
  trx: Transaction,
  eventId: string,
  deletedAt: Date,
): Promise<void> {
  await trx('events')
    .where({ id: eventId })
    .update({ deleted_at: deletedAt, updated_at: deletedAt });
}

export function isSlugConflict(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'events_slug_key';
}

function living(db: Queryable) {
  return db<EventRow>('events').select<EventRow[]>('*').whereNull('deleted_at');
}

function toColumns(details: EventDetails) {
  return {
    slug: details.slug,
    name: details.name,
    description: details.description ?? null,
    location: details.location === undefined ? null : JSON.stringify(details.location),
    starts_at: details.startsAt,
    ends_at: details.endsAt ?? null,
    timezone: details.timezone,
    capacity: details.capacity ?? null,
    waitlist_enabled: details.waitlistEnabled,
    registration_deadline: details.registrationDeadline ?? null,
    requires_approval: details.requiresApproval,
    form_fields: JSON.stringify(details.formFields),
    privacy: details.privacy,
    checkin_enabled: details.features.checkinEnabled,
    prize_drawing_enabled: details.features.prizeDrawingEnabled,
    anonymous_mode: details.features.anonymousMode,
  };
}

function toEvent(row: EventRow): Event {
  return {
    id: row.id,
    slug: row.slug,
    organizerId: row.organizer_id ?? undefined,
    name: row.name,
    description: row.description ?? undefined,
    location: row.location ?? undefined,
    startsAt: row.starts_at,
    endsAt: row.ends_at ?? undefined,
    timezone: row.timezone,
    capacity: row.capacity ?? undefined,
    waitlistEnabled: row.waitlist_enabled,
    registrationDeadline: row.registration_deadline ?? undefined,
    requiresApproval: row.requires_approval,
    formFields: row.form_fields,
    status: row.status,
    privacy: row.privacy,
    features: {
      checkinEnabled: row.checkin_enabled,
      prizeDrawingEnabled: row.prize_drawing_enabled,
      anonymousMode: row.anonymous_mode,
    },
    branding: row.branding ?? undefined,
    shareCode: row.share_code,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
