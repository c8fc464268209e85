import type { Context } from '../context.js';
import type { Transaction } from '../database/database.js';

/** A fact that the system publishes. Ids, counts and words of the system only: never personal data. */
export interface DomainEvent {
  /** What happened, `<noun>.<past tense>`: `event.status_changed`. */
  type: string;
  /** The event (the gathering) that it belongs to. */
  eventId: string;
  /** What it happened to: the id of the event itself, of a participant, of an import … */
  subjectId: string;
  data?: Readonly<
    Record<string, string | number | boolean | null | readonly string[] | readonly object[]>
  >;
}

/**
 * Records a fact in the transaction of the change that made it true, so that neither exists without
 * the other. The clock is the application's, like that of the change itself.
 */
export async function recordDomainEvent(
  trx: Transaction,
  context: Pick<Context, 'ids' | 'clock'>,
  fact: DomainEvent,
): Promise<void> {
  await recordDomainEvents(trx, context, [fact]);
}

/** The same for several facts, in one statement; returns their ids in this order. */
export async function recordDomainEvents(
  trx: Transaction,
  { ids, clock }: Pick<Context, 'ids' | 'clock'>,
  facts: readonly DomainEvent[],
): Promise<string[]> {
  const rows = facts.map((fact) => ({
    id: ids.next(),
    type: fact.type,
    event_id: fact.eventId,
    subject_id: fact.subjectId,
    data: fact.data ?? {},
  }));
  await trx.raw(
    `INSERT INTO domain_events (id, type, event_id, subject_id, data, occurred_at)
     SELECT id, type, event_id, subject_id, data, ?
     FROM jsonb_to_recordset(?::jsonb)
       AS f (id uuid, type text, event_id uuid, subject_id uuid, data jsonb)`,
    [clock.now(), JSON.stringify(rows)],
  );
  return rows.map(({ id }) => id);
}
