import type { EventStatus } from './schema.js';

/** The life of an event: each status and what may follow it. Cancelled and completed are final. */
const following = {
  draft: ['published', 'cancelled'],
  published: ['in_progress', 'cancelled'],
  in_progress: ['completed', 'cancelled'],
  completed: [],
  cancelled: [],
} as const satisfies Record<EventStatus, readonly EventStatus[]>;

export type StatusDecision =
  | { kind: 'change' }
  /** It already is what is wanted: doing a thing twice is no mistake. */
  | { kind: 'unchanged' }
  | { kind: 'refused'; possible: readonly EventStatus[] };

/** Whether an event may go from one status to another, and if not, where it could go. */
export function decideStatusChange(from: EventStatus, to: EventStatus): StatusDecision {
  if (from === to) return { kind: 'unchanged' };
  const possible = statusesAfter(from);
  return possible.includes(to) ? { kind: 'change' } : { kind: 'refused', possible };
}

export function statusesAfter(status: EventStatus): readonly EventStatus[] {
  return following[status];
}
