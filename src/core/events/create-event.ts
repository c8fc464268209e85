import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { eventErrors } from './errors.js';
import type { NewEvent } from './event-input.js';
import { insertEvent } from './event-repository.js';
import { planEventDetails } from './plan-event-details.js';
import type { Event } from './schema.js';
import { createShareCode } from './share-code.js';
import { machineTimeZone } from './time-zone.js';

type CreatingContext = Pick<Context, 'clock' | 'random' | 'ids'>;

/**
 * Creates a draft event with its registration counter. Texts for times are read in the event's zone,
 * which is the machine's when none is given.
 *
 * @throws EVENT_INVALID with all problems, EVENT_SLUG_TAKEN
 */
export async function createEvent(
  context: CreatingContext & Pick<Context, 'database'>,
  input: NewEvent,
): Promise<Event> {
  return await context.database.transaction(
    async (trx) => await createEventIn(trx, context, input),
  );
}

/** The same as a part of `trx`, which stays usable when the slug is taken. */
export async function createEventIn(
  trx: Transaction,
  context: CreatingContext,
  input: NewEvent,
): Promise<Event> {
  const now = context.clock.now();
  const event: Event = {
    ...planEventDetails({ timezone: machineTimeZone() }, input),
    id: context.ids.next(),
    status: 'draft',
    shareCode: createShareCode(context.random),
    createdAt: now,
    updatedAt: now,
  };
  // The index decides, so two people who choose one slug at the same time get one event.
  const isInserted = await insertEvent(trx, event);
  if (!isInserted) throw eventErrors.slugTaken({ slug: event.slug });
  await recordDomainEvent(trx, context, {
    type: 'event.created',
    eventId: event.id,
    subjectId: event.id,
  });
  return event;
}
