import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';
import type { EventStatus } from './schema.js';

export const eventErrors = {
  notFound: defineError<{ reference: string; suggestion: string | undefined }>({
    code: 'EVENT_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'No event has that slug, id or beginning of a slug. Deleted events are not found.',
    message: ({ reference }) => `there is no event "${reference}"`,
    hint: ({ suggestion }) =>
      suggestion === undefined
        ? 'see the events with: evm event list'
        : `did you mean "${suggestion}"? see the events with: evm event list`,
  }),
  ambiguous: defineError<{ reference: string; candidates: readonly string[] }>({
    code: 'EVENT_AMBIGUOUS',
    exitCode: exitCodes.conflict,
    when: 'Several events begin like that. Nothing was changed.',
    message: ({ reference, candidates }) =>
      `several events begin with "${reference}": ${candidates.join(', ')}`,
    hint: () => 'write more of the slug',
  }),
  invalid: defineError<{ problems: readonly string[] }>({
    code: 'EVENT_INVALID',
    exitCode: exitCodes.usage,
    when: 'Details of an event cannot be used as they are. All such details are listed.',
    message: ({ problems }) =>
      ['the event cannot be like this', ...problems.map((problem) => `  ${problem}`)].join('\n'),
    hint: () => 'times are written as 2026-12-01 09:00, zones as Asia/Seoul, slugs as seoul-devday',
  }),
  slugTaken: defineError<{ slug: string }>({
    code: 'EVENT_SLUG_TAKEN',
    exitCode: exitCodes.conflict,
    when: 'Another event has this slug. Deleting an event gives its slug back.',
    message: ({ slug }) => `there is already an event "${slug}"`,
    hint: ({ slug }) => `choose another slug, or change that event with: evm event update ${slug}`,
  }),
  statusConflict: defineError<{
    slug: string;
    from: EventStatus;
    to: EventStatus;
    possible: readonly string[];
  }>({
    code: 'EVENT_STATUS_CONFLICT',
    exitCode: exitCodes.conflict,
    when: 'The event cannot go from its status to the wanted one.',
    message: ({ slug, from, to }) => `"${slug}" is ${from} and cannot become ${to}`,
    hint: ({ from, possible }) =>
      possible.length === 0
        ? `nothing follows ${from}`
        : `from ${from} it can become ${possible.join(' or ')}`,
  }),
  capacityTooSmall: defineError<{ slug: string; capacity: number; occupied: number }>({
    code: 'EVENT_CAPACITY_TOO_SMALL',
    exitCode: exitCodes.conflict,
    when: 'The new capacity is below the number of places that are taken.',
    message: ({ slug, capacity, occupied }) =>
      `"${slug}" cannot have ${capacity} places: ${occupied} are taken`,
    hint: ({ occupied }) => `choose at least ${occupied}, or cancel registrations first`,
  }),
  formFile: defineError<{ file: string; problems: readonly string[] }>({
    code: 'EVENT_FORM_FILE',
    exitCode: exitCodes.usage,
    when: 'The file given with --form cannot be read or does not hold a registration form.',
    message: ({ file, problems }) =>
      [`${file} is not a registration form`, ...problems.map((problem) => `  ${problem}`)].join(
        '\n',
      ),
    hint: () =>
      'it is a JSON list such as [{"id":"meal","label":"Meal","type":"choice","choices":["A","B"],"required":true}]',
  }),
};

export const gateErrors = {
  notFound: defineError<{ reference: string; event: string; suggestion: string | undefined }>({
    code: 'GATE_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'The event has no gate of that code, id or name.',
    message: ({ reference, event }) => `"${event}" has no gate "${reference}"`,
    hint: ({ event, suggestion }) => {
      const list = `see its gates with: evm gate list --event ${event}`;
      return suggestion === undefined ? list : `did you mean "${suggestion}"? ${list}`;
    },
  }),
  ambiguous: defineError<{ reference: string; candidates: readonly string[] }>({
    code: 'GATE_AMBIGUOUS',
    exitCode: exitCodes.conflict,
    when: 'Several gates of the event are called that. Nothing was changed.',
    message: ({ reference, candidates }) =>
      `several gates are called "${reference}": ${candidates.join(', ')}`,
    hint: () => 'name the gate by its code',
  }),
  codeTaken: defineError<{ code: string; event: string }>({
    code: 'GATE_CODE_TAKEN',
    exitCode: exitCodes.conflict,
    when: 'The event already has a gate of this code.',
    message: ({ code, event }) => `"${event}" already has a gate ${code}`,
    hint: ({ code, event }) =>
      `choose another code, or change that gate with: evm gate update ${code} --event ${event}`,
  }),
  invalid: defineError<{ problems: readonly string[] }>({
    code: 'GATE_INVALID',
    exitCode: exitCodes.usage,
    when: 'Details of a gate cannot be used as they are. All such details are listed.',
    message: ({ problems }) =>
      ['the gate cannot be like this', ...problems.map((problem) => `  ${problem}`)].join('\n'),
    hint: () => 'a code has 1 to 20 letters, digits, - or _, such as G1',
  }),
};
