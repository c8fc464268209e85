import { EvmError } from '../errors.js';
import { scrub } from '../logger.js';

/**
 * An error as it may stand in a row and before everyone's eyes: `message (CODE)`. Messages of
 * foreign errors may quote a person's data, so only their code is kept, where they have one.
 */
export function describeFailure(error: unknown): string {
  if (error instanceof EvmError) return `${scrub(error.message)} (${error.code})`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = /^[A-Z0-9_]{3,40}$/.test(code) ? `: ${code}` : '';
  return `an unexpected error ended it${detail}; the log of the worker tells more (UNEXPECTED)`;
}
