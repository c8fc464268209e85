import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const participantErrors = {
  notFound: defineError<{ event: string }>({
    code: 'PARTICIPANT_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'No participant of the event is meant by what was given.',
    message: ({ event }) => `no such participant in ${event}`,
    hint: ({ event }) =>
      `name one by registration number (#042), e-mail, ticket code, id or name; \`evm participant list --event ${event}\` shows them`,
  }),
  ambiguous: defineError<{ event: string; candidates: readonly string[] }>({
    code: 'PARTICIPANT_AMBIGUOUS',
    exitCode: exitCodes.conflict,
    when: 'A name is that of several participants; nothing was changed.',
    message: ({ candidates }) => `several participants are meant: ${candidates.join(', ')}`,
    hint: () => 'name one by its registration number',
  }),
  emailTaken: defineError<{ event: string; number: string; status: string }>({
    code: 'PARTICIPANT_EMAIL_TAKEN',
    exitCode: exitCodes.conflict,
    when: 'The e-mail address belongs to a participant of the event already.',
    message: ({ event, number, status }) =>
      `this e-mail address is registered for ${event} already: ${number} (${status})`,
    hint: ({ event, number, status }) =>
      status === 'cancelled'
        ? `to let them come after all: evm participant update '${number}' --event ${event} --status registered`
        : `see them with: evm participant show '${number}' --event ${event}`,
  }),
  full: defineError<{ event: string; capacity: number }>({
    code: 'EVENT_FULL',
    exitCode: exitCodes.conflict,
    when: 'All places of the event are taken and it has no waitlist.',
    message: ({ event, capacity }) => `${event} is full: all ${capacity} places are taken`,
    hint: ({ event }) =>
      `raise the capacity or open a waitlist: evm event update ${event} --capacity N, or --waitlist`,
  }),
  deadlinePassed: defineError<{ event: string; deadline: string }>({
    code: 'REGISTRATION_CLOSED',
    exitCode: exitCodes.conflict,
    when: 'The registration deadline of the event has passed.',
    message: ({ event, deadline }) => `registration for ${event} closed at ${deadline}`,
    hint: () => 'register them all the same with --approve, or move the deadline',
  }),
  eventClosed: defineError<{ event: string; status: string }>({
    code: 'EVENT_CLOSED',
    exitCode: exitCodes.conflict,
    when: 'The event is completed or cancelled, so nobody can be registered.',
    message: ({ event, status }) => `${event} is ${status}: nobody can be registered`,
  }),
  invalid: defineError<{ problems: readonly string[] }>({
    code: 'PARTICIPANT_INVALID',
    exitCode: exitCodes.usage,
    when: 'What was given for a participant breaks the rules of its fields or of the form.',
    message: ({ problems }) => problems.join('; '),
  }),
  statusConflict: defineError<{ number: string; from: string; to: string }>({
    code: 'PARTICIPANT_STATUS_CONFLICT',
    exitCode: exitCodes.conflict,
    when: 'A registration cannot go from its status to the wanted one.',
    message: ({ number, from, to }) => `${number} is ${from} and cannot become ${to}`,
  }),
};
