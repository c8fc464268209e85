import { defineError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';

export const ledgerErrors = {
  leaseLost: defineError<{ kind: string; id: string }>({
    code: 'LEASE_LOST',
    exitCode: exitCodes.conflict,
    when: 'A worker finished late: its lease had ended and the work was taken over or cancelled. Nothing of the late one is kept.',
    message: ({ kind, id }) => `${kind} ${id} was taken over or cancelled while it ran`,
    hint: ({ id }) => `see how it went on with: evm jobs show ${id}`,
  }),
  finished: defineError<{ kind: string; id: string; state: string }>({
    code: 'JOB_FINISHED',
    exitCode: exitCodes.conflict,
    when: 'A job that has ended cannot be cancelled.',
    message: ({ kind, id, state }) => `${kind} ${id} has ended already (${state})`,
  }),
  notRetryable: defineError<{ kind: string; id: string; reason: string }>({
    code: 'JOB_NOT_RETRYABLE',
    exitCode: exitCodes.conflict,
    when: 'Only a failed, held, cancelled or unknown job whose data is still there can be tried again.',
    message: ({ kind, id, reason }) => `${kind} ${id} cannot be tried again (${reason})`,
    hint: () => 'start it anew with the command that began it',
  }),
};
