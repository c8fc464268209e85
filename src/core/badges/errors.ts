import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

/** What can go wrong with badges and their templates. */
export const badgeErrors = {
  templateInvalid: defineError<{ problems: readonly string[] }>({
    code: 'BADGE_TEMPLATE_INVALID',
    exitCode: exitCodes.usage,
    when: 'A badge template has mistakes: in its form, or in where it puts things.',
    message: ({ problems }) =>
      ['the badge template cannot be used', ...problems.map((one) => `  ${one}`)].join('\n'),
    hint: () => 'see a good one with: evm badge template show label-62x100',
  }),
  templateUnknown: defineError<{ name: string; names: readonly string[] }>({
    code: 'BADGE_TEMPLATE_UNKNOWN',
    exitCode: exitCodes.notFound,
    when: 'There is no badge template of that name, neither built in nor of the event.',
    message: ({ name }) => `there is no badge template "${name}"`,
    hint: ({ names }) => `there are: ${names.join(', ')}`,
  }),
  file: defineError<{ file: string; reason: string }>({
    code: 'BADGE_TEMPLATE_FILE',
    exitCode: exitCodes.usage,
    when: 'The file of a badge template, or a picture that it names, cannot be read or written.',
    message: ({ file, reason }) => `${file} cannot be used: ${reason}`,
  }),
  image: defineError<{ field: string; reason: string }>({
    code: 'BADGE_IMAGE',
    exitCode: exitCodes.usage,
    when: 'A picture of a badge template is not a PNG or JPEG, is too large or is damaged.',
    message: ({ field, reason }) => `the picture of ${field} cannot be used: ${reason}`,
    hint: () => 'find all that is wrong with: evm badge template check <file>',
  }),
};
