import type { Event } from '../events/schema.js';
import type { Participant } from '../participants/schema.js';

/**
 * When an event, as somebody's calendar shows it, was last changed, and its SEQUENCE. The events table
 * counts no changes, but the seconds from the creation to the last change rise with each one that comes a
 * second after the one before, and fit into 31 bits for 68 years. A registration that is cancelled and made
 * anew counts as a change of that person's file: else their calendar would ignore it.
 */
export function changesOf(
  event: Pick<Event, 'createdAt' | 'updatedAt'>,
  participant?: Pick<Participant, 'updatedAt'>,
): { changedAt: Date; sequence: number } {
  const changedAt = new Date(
    Math.max(event.updatedAt.getTime(), participant?.updatedAt.getTime() ?? 0),
  );
  const seconds =
    Math.floor(changedAt.getTime() / 1000) - Math.floor(event.createdAt.getTime() / 1000);
  return { changedAt, sequence: Math.max(0, seconds) };
}
