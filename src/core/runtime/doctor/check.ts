import { EvmError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';

/** One line of the doctor's findings. */
export interface Check {
  name: string;
  /** `broken` has to be mended by a person; `unavailable` may come back by itself. */
  status: 'ok' | 'warning' | 'broken' | 'unavailable';
  /** What was found, in words. */
  found: string;
  /** What to do about it; null when there is nothing to do. */
  hint: string | null;
}

export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found, hint: null };
}

export function warning(name: string, found: string, hint: string): Check {
  return { name, status: 'warning', found, hint };
}

export function broken(name: string, found: string, hint: string): Check {
  return { name, status: 'broken', found, hint };
}

export function unavailable(name: string, found: string, hint: string): Check {
  return { name, status: 'unavailable', found, hint };
}

/** An error that a command would end with, as a finding. */
export function fromError(name: string, { message, hint, exitCode }: EvmError): Check {
  const status = exitCode === exitCodes.unavailable ? 'unavailable' : 'broken';
  return { name, status, found: message, hint: hint ?? null };
}

/** Runs a group of checks; what it throws becomes a finding, so that the other groups still run. */
export async function checkSafely(name: string, check: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof EvmError) return [fromError(name, error)];
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    const kind = error instanceof Error ? error.name : typeof error;
    return [broken(name, `the check failed: ${kind}${code}`, 'run it again with --debug')];
  }
}
