import type { Verdict } from './schema.js';

/** What a verdict is called before people: what happened, and what to do. */
export interface VerdictWords {
  title: string;
  /** What the person at the gate does next. */
  next: string;
}

const words: Readonly<Record<Verdict, VerdictWords>> = {
  accepted: { title: 'checked in', next: 'let them in' },
  checkin_disabled: {
    title: 'the event takes no attendance',
    next: 'let them in; evm event update --checkin on turns it on',
  },
  duplicate: {
    title: 'was here less than five minutes ago',
    next: 'they were let in; in doubt, look at their badge',
  },
  already_inside: { title: 'is inside already', next: 'ask whose ticket it is' },
  not_inside: { title: 'is not inside', next: 'nothing to do' },
  superseded_copy: { title: 'an older copy of the ticket', next: 'ask for the newest copy' },
  unknown_ticket: { title: 'no such ticket', next: 'look the person up by name' },
  unknown_gate: { title: 'no such gate', next: 'evm gate list shows the gates' },
  gate_inactive: { title: 'the gate is closed', next: 'use another gate, or evm gate update' },
  gate_not_allowed: {
    title: 'this key may not use the gate',
    next: 'use the device of that gate',
  },
  not_active: { title: 'the registration waits for approval', next: 'send them to the desk' },
  waitlisted: { title: 'is on the waitlist', next: 'send them to the desk' },
  cancelled: { title: 'the registration was cancelled', next: 'send them to the desk' },
  outside_window: {
    title: 'not the time of the event',
    next: 'check the clock of the device, and the times of the event',
  },
  invalid_signature: { title: 'a forged or damaged ticket', next: 'send them to the desk' },
  wrong_event: { title: 'a ticket of another event', next: 'send them to the desk' },
};

/** English words for a verdict. */
export function wordsOf(verdict: Verdict): VerdictWords {
  return words[verdict];
}
