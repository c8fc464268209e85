import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const ticketErrors = {
  keyFile: defineError<{ file: string; reason: string }>({
    code: 'TICKET_KEY_FILE',
    exitCode: exitCodes.usage,
    when: 'The file given with --public-key does not hold the public key of an event.',
    message: ({ file, reason }) => `${file} cannot be used to verify tickets: ${reason}`,
    hint: () => 'write the file with: evm ticket key --event <event> > event.pem',
  }),
  notIssued: defineError<{ number: string; status: string; event: string }>({
    code: 'TICKET_NOT_ISSUED',
    exitCode: exitCodes.conflict,
    when: 'The participant is not registered (pending, waitlisted or cancelled), so there is no ticket to show.',
    message: ({ number, status }) => `${number} has no ticket: the registration is ${status}`,
    hint: ({ event, number }) =>
      `see where it stands with: evm participant show '${number}' --event ${event}`,
  }),
  write: defineError<{ path: string; reason: string }>({
    code: 'TICKET_WRITE',
    exitCode: exitCodes.usage,
    when: 'A ticket image or the index of an export cannot be written where it was asked for.',
    message: ({ path, reason }) => `${path} cannot be written: ${reason}`,
    hint: () =>
      'check the folder, its permissions and the space on its disk, then run the same command again',
  }),
};
