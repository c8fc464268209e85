import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { participantErrors } from './errors.js';
import { findParticipantsByEmail } from './participant-repository.js';
import { formatRegistrationNumber } from './schema.js';
import { emailIndex } from './seal-participant.js';

/**
 * Throws PARTICIPANT_EMAIL_TAKEN when the event has this address already. With the registration
 * counter locked the answer stays true until the transaction ends; the unique index stands behind it.
 */
export async function refuseTakenEmail(
  trx: Transaction,
  { keyring }: Pick<Context, 'keyring'>,
  event: Pick<Event, 'id' | 'slug'>,
  email: string,
): Promise<void> {
  const index = emailIndex(keyring, email);
  const [taken] = await findParticipantsByEmail(trx, keyring, event.id, [index]);
  if (!taken) return;
  const number = formatRegistrationNumber(taken.number);
  throw participantErrors.emailTaken({ event: event.slug, number, status: taken.status });
}
