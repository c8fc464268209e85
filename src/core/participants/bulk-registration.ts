import type { Event } from '../events/schema.js';
import { queueLifecycleMail } from '../mailing/queue-lifecycle-mail.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { createTicketCode } from '../tickets/ticket-code.js';
import { createAddressFilter } from './address-filter.js';
import { copyParticipants, updateParticipants } from './bulk-registration-repository.js';
import { lockRegistration } from './lock-registration.js';
import { createNumberSet } from './number-set.js';
import { findParticipantsByEmail } from './participant-repository.js';
import {
  type BulkCandidate,
  type BulkOutcome,
  type BulkPolicy,
  type BulkProgress,
  type PlannedCreate,
  planBulkRegistration,
} from './plan-bulk-registration.js';
import { saveRegistrationCounter } from './registration-counter-repository.js';
import { type SealedIdentity, sealPersonalData } from './seal-participant.js';

/** A candidate with its id and its encrypted columns, ready to be written. */
export interface SealedCandidate extends BulkCandidate {
  id: string;
  sealed: SealedIdentity;
}

/** The registration of a whole list inside one transaction, batch by batch. */
export interface BulkRegistration {
  /**
   * Encrypts a batch. Needs only the processor, so it can go on while the database works off the
   * batch before.
   */
  seal(candidates: readonly BulkCandidate[]): SealedCandidate[];
  /** Plans and writes a batch; outcomes in the order of the candidates. One batch at a time. */
  register(batch: readonly SealedCandidate[]): Promise<BulkOutcome[]>;
  /** Writes the counter back. Without it the numbers would be given out again. */
  finish(): Promise<void>;
}

/**
 * Starts registering a list for `event` in `trx`, and locks its counter until the transaction ends:
 * nobody else registers meanwhile, so numbers are without gaps and capacity holds.
 */
export async function startBulkRegistration(
  trx: Transaction,
  context: Context,
  options: {
    event: Pick<Event, 'id'>;
    importId: string;
    onExisting: 'skip' | 'update';
    /** Whoever gets a place gets the welcome mail with the ticket. */
    welcome: boolean;
  },
): Promise<BulkRegistration> {
  const { importId, onExisting } = options;
  const { keyring } = context;
  const { counter, event } = await lockRegistration(trx, options.event.id);
  let progress: BulkProgress = counter;
  const now = context.clock.now();
  const filter = createAddressFilter(counter.lastNumber > 0);
  const policy: BulkPolicy = { rules: event, onExisting, importId, had: createNumberSet(), now };

  return {
    seal: (candidates) => candidates.map((candidate) => sealCandidate(context, candidate)),
    async register(batch) {
      const indexes = batch.map(({ sealed }) => sealed.email_index).filter(filter.mayExist);
      const existing =
        indexes.length === 0 ? [] : await findParticipantsByEmail(trx, keyring, event.id, indexes);
      const plan = planBulkRegistration(policy, progress, { candidates: batch, existing });
      if (plan.creates.length > 0) {
        const rows = plan.creates.map((create) => ({
          ...create,
          ticketCode: createTicketCode(context.random),
        }));
        await copyParticipants(context.database, trx, { rows, event, importId, now: policy.now });
        if (options.welcome) await welcome(trx, context, { rows: plan.creates, event, now });
      }
      if (plan.updates.length > 0) {
        const changed = plan.updates.map((update) => update.changed);
        await updateParticipants(trx, keyring, changed);
      }
      progress = plan.progress;
      return plan.outcomes;
    },
    finish: async () => await saveRegistrationCounter(trx, event.id, progress),
  };
}

async function welcome(
  trx: Transaction,
  context: Context,
  {
    rows,
    event,
    now,
  }: { rows: readonly PlannedCreate<SealedCandidate>[]; event: { id: string }; now: Date },
): Promise<void> {
  const registered = rows.filter(({ status }) => status === 'registered');
  await queueLifecycleMail(trx, context, {
    template: 'registration_confirmation',
    eventId: event.id,
    participantIds: registered.map(({ candidate }) => candidate.id),
    at: now,
  });
}

function sealCandidate(
  { ids, keyring }: Pick<Context, 'ids' | 'keyring'>,
  candidate: BulkCandidate,
): SealedCandidate {
  const id = ids.next();
  const { name, email, phone, birthDate, customResponses, consents } = candidate;
  const personal = { email, phone: phone ?? null, birthDate: birthDate ?? null };
  const sealed = sealPersonalData(keyring, id, personal);
  // Field by field: spreading an object costs as much as encrypting it.
  return { name, email, phone, birthDate, customResponses, consents, id, sealed };
}
