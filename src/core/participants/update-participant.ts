import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { freePlaces, isOver } from './decide-registration.js';
import { participantErrors } from './errors.js';
import { lockRegistration } from './lock-registration.js';
import { lockParticipant, saveParticipant } from './participant-repository.js';
import { refuseTakenEmail } from './refuse-taken-email.js';
import {
  type RegistrationCounter,
  saveRegistrationCounter,
} from './registration-counter-repository.js';
import type { Participant, ParticipantIdentity } from './schema.js';

/** What is to change; what is absent stays. Custom responses are merged by field. */
export interface ParticipantChanges extends Partial<ParticipantIdentity> {
  /** Approves a pending one, moves a waitlisted one up, takes back a cancelled one. */
  status?: 'registered' | undefined;
  consents?: { required?: boolean | undefined; marketing?: boolean | undefined } | undefined;
}

/**
 * Changes a participant in one transaction. Errors: PARTICIPANT_NOT_FOUND, PARTICIPANT_EMAIL_TAKEN,
 * EVENT_FULL (someone without a place gets one only where there is one), EVENT_CLOSED.
 */
export async function updateParticipant(
  context: Context,
  { id: eventId }: Pick<Event, 'id'>,
  id: string,
  changes: ParticipantChanges,
): Promise<Participant> {
  return await context.database.transaction(async (trx) => {
    const { counter, event } = await lockRegistration(trx, eventId);
    const current = await lockParticipant(trx, context.keyring, { id, eventId });
    if (!current) throw participantErrors.notFound({ event: event.slug });
    const changed = applyChanges(current, changes, context.clock.now());
    if (changed.email !== current.email) await refuseTakenEmail(trx, context, event, changed.email);
    if (changed.status !== current.status) await takePlace(trx, event, current, counter);
    await saveParticipant(trx, context.keyring, changed);
    await recordDomainEvent(trx, context, {
      type: changed.status === current.status ? 'participant.updated' : 'participant.approved',
      eventId: event.id,
      subjectId: id,
    });
    return changed;
  });
}

/** Pure: the participant as it will be. A consent keeps the time when it was first given. */
export function applyChanges(
  current: Participant,
  changes: ParticipantChanges,
  now: Date,
): Participant {
  const { status, consents, customResponses, ...identity } = changes;
  const given = Object.fromEntries(
    Object.entries(identity).filter(([, value]) => value !== undefined),
  );
  return {
    ...current,
    ...given,
    customResponses: { ...current.customResponses, ...customResponses },
    consents: {
      requiredAt: consentAt(current.consents.requiredAt, consents?.required, now),
      marketingAt: consentAt(current.consents.marketingAt, consents?.marketing, now),
    },
    ...(status === 'registered' && current.status !== 'registered'
      ? { status, waitlistedAt: null, cancelledAt: null }
      : {}),
    updatedAt: now,
  };
}

function consentAt(before: Date | null, given: boolean | undefined, now: Date): Date | null {
  if (given === undefined) return before;
  return given ? (before ?? now) : null;
}

/** A pending participant has a place already; a waitlisted or cancelled one needs a free one. */
async function takePlace(
  trx: Transaction,
  event: Event,
  current: Participant,
  counter: RegistrationCounter,
): Promise<void> {
  if (isOver(event)) {
    throw participantErrors.eventClosed({ event: event.slug, status: event.status });
  }
  if (current.status === 'pending') return;
  if (freePlaces(event, counter.occupied) <= 0) {
    throw participantErrors.full({ event: event.slug, capacity: event.capacity ?? 0 });
  }
  await saveRegistrationCounter(trx, event.id, { ...counter, occupied: counter.occupied + 1 });
}
