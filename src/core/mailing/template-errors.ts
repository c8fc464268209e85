import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

/** What can go wrong with the templates of mail. */
export const templateErrors = {
  invalid: defineError<{ template: string; problems: readonly string[] }>({
    code: 'TEMPLATE_INVALID',
    exitCode: exitCodes.usage,
    when: 'A template of mail has mistakes: in its form, in what it names, or in what it leaves out.',
    message: ({ template, problems }) =>
      [`the template ${template} cannot be used`, ...problems.map((one) => `  ${one}`)].join('\n'),
    hint: ({ template }) => `see a good one with: evm template show ${template}`,
  }),
  unreadable: defineError<{ file: string; reason: string }>({
    code: 'TEMPLATE_FILE_UNREADABLE',
    exitCode: exitCodes.usage,
    when: 'The file of a template does not exist, is too large, is not UTF-8 or cannot be read.',
    message: ({ file, reason }) => `${file} cannot be read: ${reason}`,
  }),
};
