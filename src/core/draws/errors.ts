import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const drawErrors = {
  transcriptUnreadable: defineError<{ file: string; reason: string }>({
    code: 'TRANSCRIPT_UNREADABLE',
    exitCode: exitCodes.usage,
    when: 'A file is not the transcript of a draw.',
    message: ({ file, reason }) => `${file} is not the transcript of a draw: ${reason}`,
    hint: () => 'take the file that was published with the draw',
  }),
  notFound: defineError<{ reference: string }>({
    code: 'DRAW_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'No draw has this id, or an id that begins like this.',
    message: ({ reference }) => `there is no draw ${reference}`,
    hint: () => 'see the draws of an event with: evm draw list --event <event>',
  }),
  ambiguous: defineError<{ reference: string; candidates: readonly string[] }>({
    code: 'DRAW_AMBIGUOUS',
    exitCode: exitCodes.conflict,
    when: 'The ids of several draws begin like this; nothing was changed.',
    message: ({ reference, candidates }) => `${reference} may be any of ${candidates.join(', ')}`,
    hint: () => 'write the whole id',
  }),
  disabled: defineError<{ event: string }>({
    code: 'DRAW_DISABLED',
    exitCode: exitCodes.conflict,
    when: 'Prize drawings are switched off for the event.',
    message: ({ event }) => `prize drawings are switched off for "${event}"`,
    hint: ({ event }) => `switch them on with: evm event update ${event} --prize-drawing on`,
  }),
  poolEmpty: defineError<{ excluded: readonly string[] }>({
    code: 'DRAW_POOL_EMPTY',
    exitCode: exitCodes.conflict,
    when: 'Nobody would be in the pool: the event is empty, or the rules leave everybody out.',
    message: ({ excluded }) =>
      excluded.length === 0
        ? 'nobody is in the pool: the event has no participants'
        : `nobody is in the pool; left out: ${excluded.join(', ')}`,
    hint: () => 'check --pool, --filter and --weight; the names of fields are those of the form',
  }),
  poolTooLarge: defineError<{ units: number; most: number }>({
    code: 'DRAW_POOL_TOO_LARGE',
    exitCode: exitCodes.usage,
    when: 'The weights give the pool more chances than can be published.',
    message: ({ units, most }) => `the weights make ${units} chances; at most ${most} are possible`,
    hint: () => 'use a field with smaller numbers',
  }),
  rulesRefused: defineError<{ reason: string }>({
    code: 'DRAW_RULES_REFUSED',
    exitCode: exitCodes.usage,
    when: 'What was asked of a draw does not go together.',
    message: ({ reason }) => reason,
  }),
  entropyNeeded: defineError<{ source: string }>({
    code: 'DRAW_ENTROPY_NEEDED',
    exitCode: exitCodes.usage,
    when: 'A source of entropy was announced with the commitment, and its value was not given.',
    message: ({ source }) => `this draw waits for the entropy that was announced: ${source}`,
    hint: () => 'give its value: evm draw run <draw> --entropy <value>',
  }),
  entropyRefused: defineError<{ reason: string }>({
    code: 'DRAW_ENTROPY_REFUSED',
    exitCode: exitCodes.usage,
    when: 'Entropy was given that nobody announced, or that cannot be read.',
    message: ({ reason }) => reason,
  }),
  state: defineError<{ draw: string; status: string; wanted: string }>({
    code: 'DRAW_STATE',
    exitCode: exitCodes.conflict,
    when: 'The draw is not in a state in which this can be done. Nothing was changed.',
    message: ({ draw, status, wanted }) => `draw ${draw} is ${status} and cannot be ${wanted}`,
    hint: () => 'see what happened with: evm draw show <draw>',
  }),
  whoIsAbsent: defineError<{ winners: readonly string[] }>({
    code: 'DRAW_WHO_IS_ABSENT',
    exitCode: exitCodes.usage,
    when: 'It is not clear which winner is absent: there are several, or one was replaced already.',
    message: ({ winners }) => `which winner is absent? winners are ${winners.join(', ')}`,
    hint: () => "name the one who is absent: --absent '#042'",
  }),
  notAWinner: defineError<{ winners: readonly string[] }>({
    code: 'DRAW_NOT_A_WINNER',
    exitCode: exitCodes.conflict,
    when: 'Who is said to be absent is not a winner of this draw.',
    message: ({ winners }) => `this is not a winner of the draw; winners are ${winners.join(', ')}`,
  }),
  noAlternateLeft: defineError<{ alternates: number }>({
    code: 'DRAW_NO_ALTERNATE_LEFT',
    exitCode: exitCodes.conflict,
    when: 'A winner is absent and every alternate of the draw is used up. Nothing was changed.',
    message: ({ alternates }) =>
      alternates === 0
        ? 'this draw has no alternates: nobody can move up'
        : `the alternates of this draw are used up (${alternates}): nobody can move up`,
    hint: () => 'make another draw for the prize, with --exclude-previous-winners',
  }),
  ticketUnknown: defineError({
    code: 'DRAW_TICKET_UNKNOWN',
    exitCode: exitCodes.notFound,
    when: 'No ticket of the event of a draw has this code.',
    message: () => 'the event of this draw has no ticket with this code',
    hint: () => 'the code is on the ticket: ten letters and digits',
  }),
  write: defineError<{ path: string; reason: string }>({
    code: 'DRAW_WRITE',
    exitCode: exitCodes.unexpected,
    when: 'A transcript or an announcement cannot be written where it should be.',
    message: ({ path, reason }) => `${path} cannot be written: ${reason}`,
    hint: () =>
      'the draw itself is kept: write it again with evm draw show <draw> --transcript <file>',
  }),
};
