import type { Event } from '../events/schema.js';
import { queueLifecycleMail } from '../mailing/queue-lifecycle-mail.js';
import type { Context } from '../runtime/context.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { revokeScans } from './checkin-repository.js';
import { participantErrors } from './errors.js';
import { lockRegistration } from './lock-registration.js';
import { lockParticipant, saveParticipant } from './participant-repository.js';
import { promoteWaitlist } from './promote-waitlist.js';
import { saveRegistrationCounter } from './registration-counter-repository.js';
import { formatRegistrationNumber, type Participant } from './schema.js';

/**
 * Cancels a registration and gives the place to the first on the waitlist, in one transaction. The
 * number stays taken, so numbers have no second owner. Cancelling again changes nothing. With `notify`
 * both are told by e-mail.
 */
export async function cancelParticipant(
  context: Context,
  { id: eventId }: Pick<Event, 'id'>,
  id: string,
  { notify = false } = {},
): Promise<{ participant: Participant; promoted: number[] }> {
  return await context.database.transaction(async (trx) => {
    const { counter, event } = await lockRegistration(trx, eventId);
    await revokeScans(trx, id);
    const participant = await lockParticipant(trx, context.keyring, { id, eventId });
    if (!participant) throw participantErrors.notFound({ event: event.slug });
    if (participant.status === 'cancelled') return { participant, promoted: [] };
    if (participant.checkin.status === 'checked_in') {
      const number = formatRegistrationNumber(participant.number);
      throw participantErrors.statusConflict({ number, from: 'checked in', to: 'cancelled' });
    }
    const now = context.clock.now();
    const cancelled: Participant = {
      ...participant,
      status: 'cancelled',
      cancelledAt: now,
      waitlistedAt: null,
      updatedAt: now,
    };
    await saveParticipant(trx, context.keyring, cancelled);
    if (participant.status !== 'waitlisted') {
      await saveRegistrationCounter(trx, event.id, { ...counter, occupied: counter.occupied - 1 });
    }
    await recordDomainEvent(trx, context, {
      type: 'participant.cancelled',
      eventId: event.id,
      subjectId: id,
    });
    if (notify) {
      const mail = { template: 'cancellation', eventId, participantIds: [id], at: now } as const;
      await queueLifecycleMail(trx, context, mail);
    }
    const promoted = await promoteWaitlist(trx, context, event, { notify });
    return { participant: cancelled, promoted };
  });
}
