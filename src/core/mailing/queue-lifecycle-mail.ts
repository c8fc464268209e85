import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { insertMessages } from './message-repository.js';
import type { TemplateName } from './schema.js';

/** What becomes of a participant and is told them: each template with what makes an occasion of it. */
export type LifecycleMail = {
  template: Extract<
    TemplateName,
    'registration_confirmation' | 'waitlist_promoted' | 'cancellation'
  >;
  eventId: string;
  participantIds: readonly string[];
  /** When it came about: who is promoted, cancelled and promoted again is told each time. */
  at: Date;
};

/**
 * Queues mail in the transaction of the change that it tells of: with the change it is there, without
 * it, it is not. A welcome is sent once, whenever it is queued. Workers find the rows; nothing rings.
 */
export async function queueLifecycleMail(
  trx: Transaction,
  { ids }: Pick<Context, 'ids'>,
  { template, eventId, participantIds, at }: LifecycleMail,
): Promise<void> {
  const occasion = template === 'registration_confirmation' ? 'welcome' : at.toISOString();
  await insertMessages(trx, ids, { eventId, template, occasion, campaignId: null, participantIds });
}
