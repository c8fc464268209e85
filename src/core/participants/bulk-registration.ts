import type { Event } from '../events/schema.js';
import { queueLifecycleMail } from '../mailing/queue-lifecycle-mail.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { randomIdBytes } from '../runtime/ids.js';
import { createTicketCode } from '../tickets/ticket-code.js';
import { createAddressFilter } from './address-filter.js';
import {
  openParticipantCopy,
  participantRow,
  updateParticipants,
} from './bulk-registration-repository.js';
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
import type { Participant } from './schema.js';
import { type SealedIdentity, sealPersonalData } from './seal-participant.js';

/** A candidate with its id and its encrypted columns, ready to be written. */
export interface SealedCandidate extends BulkCandidate {
  id: string;
  sealed: SealedIdentity;
}

/** The registration of a whole list inside one transaction, batch by batch. */
export interface BulkRegistration {
  /** How many rows of a list had better be waited for before the next batch; may change with each. */
  readonly batchSize: number;
  /**
   * Encrypts a batch. Needs only the processor, so it can go on while the database works off the
   * batch before.
   */
  seal(candidates: readonly BulkCandidate[]): SealedCandidate[];
  /**
   * Plans a batch and begins to write it; outcomes in the order of the candidates. One batch at a time: a
   * failure to write may come with a later one, or with `flush`.
   */
  register(batch: readonly SealedCandidate[]): Promise<BulkOutcome[]>;
  /** Waits until everything is written. */
  flush(): Promise<void>;
  /** Waits until nothing is being written, so that the transaction can be rolled back. */
  abandon(): Promise<void>;
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
  const { keyring, random } = context;
  const { counter, event } = await lockRegistration(trx, options.event.id);
  let progress: BulkProgress = counter;
  const now = context.clock.now();
  const isEmpty = counter.lastNumber === 0;
  const filter = createAddressFilter(!isEmpty);
  const policy: BulkPolicy = { rules: event, onExisting, importId, had: createNumberSet(), now };
  const copy = await openParticipantCopy(context.database, trx);
  const common = { eventId: event.id, importId, now };
  // Where nobody is looked up, rows had better be gone before the collector comes; a look-up has its price, and so
  // have messages, and both have what is gathered written before them.
  const usualSize = isEmpty && !options.welcome ? 1 : 5_000;
  let batchSize = usualSize;

  async function findExisting(indexes: readonly Buffer[]): Promise<Participant[]> {
    // The earlier rows of this list are looked for as well.
    await copy.flush();
    return await findParticipantsByEmail(trx, keyring, event.id, indexes);
  }

  async function welcome(creates: readonly PlannedCreate<SealedCandidate>[]): Promise<void> {
    const registered = creates.filter(({ status }) => status === 'registered');
    if (registered.length === 0) return;
    // Messages refer to participants that are there.
    await copy.flush();
    await queueLifecycleMail(trx, context, {
      template: 'registration_confirmation',
      eventId: event.id,
      participantIds: registered.map(({ candidate }) => candidate.id),
      at: now,
    });
  }

  return {
    get batchSize() {
      return batchSize;
    },
    seal: (candidates) => candidates.map((candidate) => sealCandidate(context, candidate)),
    async register(batch) {
      const indexes = batch.map(({ sealed }) => sealed.email_index).filter(filter.mayExist);
      const existing = indexes.length === 0 ? [] : await findExisting(indexes);
      const plan = planBulkRegistration(policy, progress, { candidates: batch, existing });
      progress = plan.progress;
      if (plan.updates.length > 0) {
        const changed = plan.updates.map((update) => update.changed);
        await updateParticipants(trx, keyring, changed);
      }
      for (const create of plan.creates) {
        const drawn = { ticketCode: createTicketCode(random), drawId: randomIdBytes(random) };
        copy.add(participantRow(create, drawn, common));
        if (copy.isFull) await copy.begin();
      }
      if (options.welcome) await welcome(plan.creates);
      // A list that repeats addresses may go on to do so.
      batchSize = indexes.length > 0 ? 5_000 : usualSize;
      // Whoever is looked up next waits for what was written before.
      if (batchSize > 1) await copy.begin();
      return plan.outcomes;
    },
    flush: copy.flush,
    abandon: copy.abandon,
    finish: async () => await saveRegistrationCounter(trx, event.id, progress),
  };
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
