import { defineError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';

export const configErrors = {
  invalid: defineError<{ problems: readonly string[] }>({
    code: 'CONFIG_INVALID',
    exitCode: exitCodes.usage,
    when: 'A setting has a value that cannot be used. All such settings are listed, each with its source.',
    message: ({ problems }) =>
      [
        problems.length === 1
          ? 'the configuration has a problem'
          : `the configuration has ${problems.length} problems`,
        ...problems.map((problem) => `  ${problem}`),
      ].join('\n'),
    hint: () => 'see what is in force and where it comes from with: evm config show --origin',
  }),
};
