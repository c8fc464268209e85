import { tellLive } from '../attendance/tell-live.js';
import type { Event } from '../events/schema.js';
import { queueLifecycleMail } from '../mailing/queue-lifecycle-mail.js';
import type { Context } from '../runtime/context.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { createTicketCode } from '../tickets/ticket-code.js';
import { decideRegistration, type RegistrationDecision } from './decide-registration.js';
import { participantErrors } from './errors.js';
import { lockRegistration } from './lock-registration.js';
import { insertParticipant } from './participant-repository.js';
import { refuseTakenEmail } from './refuse-taken-email.js';
import { saveRegistrationCounter } from './registration-counter-repository.js';
import type { Participant, ParticipantIdentity, ParticipantSource } from './schema.js';

export interface RegisterInput {
  event: Event;
  /** Already validated: see `read-participant-input.ts`. */
  identity: ParticipantIdentity;
  source: Exclude<ParticipantSource, 'import'>;
  consents: { required: boolean; marketing: boolean };
  /** The organiser decides: no approval, no deadline. */
  byOrganiser: boolean;
  /** Whoever has a place gets the welcome mail with the ticket. */
  welcome?: boolean;
}

/**
 * Registers one participant: number, ticket code and the fact `participant.registered` in one
 * transaction. The event's counter is locked first, so all who register at once take turns.
 *
 * Throws PARTICIPANT_EMAIL_TAKEN, EVENT_FULL, REGISTRATION_CLOSED, EVENT_CLOSED.
 */
export async function registerParticipant(
  context: Context,
  input: RegisterInput,
): Promise<Participant> {
  return await context.database.transaction(async (trx) => {
    const { counter, event } = await lockRegistration(trx, input.event.id);
    await refuseTakenEmail(trx, context, event, input.identity.email);
    const decision = decideRegistration({
      rules: event,
      occupied: counter.occupied,
      source: input.source,
      now: context.clock.now(),
      byOrganiser: input.byOrganiser,
    });
    if (decision.kind === 'refused') throw refusal(event, decision);
    const number = counter.lastNumber + 1;
    const participant = newParticipant(context, input, { number, status: decision.kind });
    await insertParticipant(trx, context.keyring, participant);
    await saveRegistrationCounter(trx, event.id, {
      lastNumber: number,
      occupied: counter.occupied + (decision.kind === 'waitlisted' ? 0 : 1),
    });
    await recordDomainEvent(trx, context, {
      type: 'participant.registered',
      eventId: event.id,
      subjectId: participant.id,
      data: { status: participant.status, source: participant.source },
    });
    if (input.welcome && participant.status === 'registered') {
      await queueLifecycleMail(trx, context, {
        template: 'registration_confirmation',
        eventId: event.id,
        participantIds: [participant.id],
        at: participant.registeredAt,
      });
    }
    const { id: participantId, status, source } = participant;
    const told = { participant: { id: participantId, status, source } };
    await tellLive(trx, event.id, [{ type: 'participant_registered', data: told }]);
    return participant;
  });
}

function newParticipant(
  context: Context,
  input: RegisterInput,
  { number, status }: { number: number; status: 'registered' | 'pending' | 'waitlisted' },
): Participant {
  const now = context.clock.now();
  return {
    ...input.identity,
    id: context.ids.next(),
    eventId: input.event.id,
    number,
    ticketCode: createTicketCode(context.random),
    ticketCopy: 1,
    status,
    source: input.source,
    importId: null,
    registeredAt: now,
    waitlistedAt: status === 'waitlisted' ? now : null,
    cancelledAt: null,
    consents: {
      requiredAt: input.consents.required ? now : null,
      marketingAt: input.consents.marketing ? now : null,
    },
    checkin: { status: 'not_checked_in', at: null, by: null, deviceId: null },
    createdAt: now,
    updatedAt: now,
  };
}

function refusal(event: Event, decision: RegistrationDecision & { kind: 'refused' }): Error {
  switch (decision.reason) {
    case 'full':
      return participantErrors.full({ event: event.slug, capacity: event.capacity ?? 0 });
    case 'deadline_passed': {
      const deadline = event.registrationDeadline?.toISOString() ?? '';
      return participantErrors.deadlinePassed({ event: event.slug, deadline });
    }
    case 'event_closed':
      return participantErrors.eventClosed({ event: event.slug, status: event.status });
  }
}
