import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { revokeScans } from './checkin-repository.js';
import type { RegistrationStatus } from './schema.js';
import { raiseTicketCopy } from './ticket-copy-repository.js';

export type IssuedCopy =
  | { kind: 'issued'; copy: number }
  | { kind: 'not_registered'; status: RegistrationStatus };

/**
 * Issues the next copy of a participant's ticket in the caller's transaction, as a fact (`ticket.reissued`):
 * from its commit on, the gates refuse every copy before it.
 */
export async function issueTicketCopy(
  trx: Transaction,
  context: Pick<Context, 'ids' | 'clock'>,
  participant: { id: string; eventId: string },
): Promise<IssuedCopy> {
  await revokeScans(trx, participant.id);
  const raised = await raiseTicketCopy(trx, participant);
  if (raised?.status !== 'registered') {
    return { kind: 'not_registered', status: raised?.status ?? 'cancelled' };
  }
  const { copy } = raised;
  await recordDomainEvent(trx, context, {
    type: 'ticket.reissued',
    eventId: participant.eventId,
    subjectId: participant.id,
    data: { copy },
  });
  return { kind: 'issued', copy };
}
