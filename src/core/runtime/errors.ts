import { type ExitCode, exitCodes } from './exit-codes.js';

/** Values that make an error concrete. They are printed, so they never hold personal data. */
export type ErrorFacts = Record<string, string | number | boolean | readonly string[] | undefined>;

/**
 * An error that a person meets: a stable code, what happened, and what to do next.
 * Everything else that is thrown is a defect and is reported as `UNEXPECTED`.
 */
export class EvmError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly facts: ErrorFacts;
  readonly exitCode: ExitCode;

  constructor(options: {
    code: string;
    message: string;
    hint?: string | undefined;
    facts?: ErrorFacts;
    exitCode: ExitCode;
    cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EvmError';
    this.code = options.code;
    this.hint = options.hint;
    this.facts = options.facts ?? {};
    this.exitCode = options.exitCode;
  }
}

/** One line of the error catalogue. `when` explains the code in docs/errors.md. */
export interface ErrorDefinition<Facts extends ErrorFacts> {
  code: string;
  exitCode: ExitCode;
  when: string;
  message: (facts: Facts) => string;
  hint?: (facts: Facts) => string;
}

/** Makes an error of a defined kind; carries its definition so that the docs can be checked. */
export interface ErrorFactory<Facts extends ErrorFacts> {
  (facts: Facts, cause?: unknown): EvmError;
  readonly definition: ErrorDefinition<Facts>;
  /** True when `error` was made by this factory. */
  matches(error: unknown): error is EvmError;
}

/** Defines an error once; slices keep theirs in `errors.ts`, docs/errors.md lists them all. */
export function defineError<Facts extends ErrorFacts = Record<string, never>>(
  definition: ErrorDefinition<Facts>,
): ErrorFactory<Facts> {
  function make(facts: Facts, cause?: unknown): EvmError {
    return new EvmError({
      code: definition.code,
      exitCode: definition.exitCode,
      message: definition.message(facts),
      hint: definition.hint?.(facts),
      facts,
      cause,
    });
  }
  return Object.assign(make, {
    definition,
    matches: (error: unknown): error is EvmError =>
      error instanceof EvmError && error.code === definition.code,
  });
}

/** What every command may end with, whatever it was asked to do. */
export const runtimeErrors = {
  unexpected: defineError<{ reason: string }>({
    code: 'UNEXPECTED',
    exitCode: exitCodes.unexpected,
    when: 'A defect in evm: something happened that no command expects.',
    message: ({ reason }) => `something went wrong that evm did not expect: ${reason}`,
    hint: () => 'run the command again with --debug and report what it prints',
  }),
  interrupted: defineError<{ what: string }>({
    code: 'INTERRUPTED',
    exitCode: exitCodes.interrupted,
    when: 'Ctrl-C or a termination signal ended the command before it was done.',
    message: ({ what }) => `interrupted: ${what}`,
  }),
};

/** The stack without the message above it, of which a line may look like a frame. */
export function framesOf({ stack = '', message }: Error): string[] {
  const end = stack.indexOf(message) + message.length;
  const lines = stack.slice(end).split('\n');
  return lines
    .filter((line) => /^\s+at .*(:\d+:\d+|native|<anonymous>)\)?$/.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
