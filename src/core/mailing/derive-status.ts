import type { Message, MessageStatus } from './schema.js';

/** What people see of a message: what came after it first, then how its sending stands. */
export function deriveStatus({
  state,
  outcome,
}: Pick<Message, 'state' | 'outcome'>): MessageStatus {
  if (outcome === 'bounced' || outcome === 'complained' || outcome === 'suppressed') return outcome;
  return state === 'done' ? 'submitted' : state;
}
