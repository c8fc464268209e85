import type { Writable } from 'node:stream';
import { EvmError, framesOf, runtimeErrors } from '../../core/runtime/errors.js';
import type { ExitCode } from '../../core/runtime/exit-codes.js';
import type { GlobalOptions } from '../define-command.js';
import type { Paint } from './colour.js';
import { connectionErrorFrom } from './connection-error.js';
import { formatJson } from './json.js';
import { sanitizeText } from './sanitize.js';

/**
 * THE place where an error becomes words and an exit code. For people: what, why, what to do; with
 * --json the same as a document, on stderr because stdout has no result.
 */
export function reportError(options: {
  error: unknown;
  globals: Pick<GlobalOptions, 'json' | 'debug'>;
  stderr: Writable;
  paint: Paint;
  signal: AbortSignal;
}): ExitCode {
  const { error, globals, stderr, paint, signal } = options;
  const known = toEvmError(error, signal);
  if (globals.json) {
    const { code, message, hint, facts } = known;
    stderr.write(formatJson({ error: { code, message, hint, facts } }));
  } else {
    stderr.write(`${describeForPeople(known, paint)}\n`);
  }
  if (globals.debug) stderr.write(`${stackFrames(error)}\n`);
  return known.exitCode;
}

/** What was thrown, as an error that a person can read. */
export function toEvmError(error: unknown, signal: AbortSignal): EvmError {
  if (error instanceof EvmError) return error;
  if (isAbort(error, signal)) {
    const what = signal.aborted ? String(signal.reason?.message ?? signal.reason) : 'aborted';
    return runtimeErrors.interrupted({ what }, error);
  }
  return (
    connectionErrorFrom(error) ?? runtimeErrors.unexpected({ reason: safeReason(error) }, error)
  );
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (error instanceof Error && error.name === 'AbortError') return true;
  return signal.aborted && error === signal.reason;
}

/**
 * Messages of other people's errors quote what they choked on, so only the kind of the error is
 * told, with its code; except for the engine's own complaints about code, which name no data.
 */
function safeReason(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error} was thrown`;
  const code = 'code' in error ? String(error.code) : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND') return error.message;
  if (code !== undefined) return `${error.name} ${code}`;
  const isAboutCode = error instanceof TypeError || error instanceof ReferenceError;
  return isAboutCode ? `${error.name}: ${error.message}` : error.name;
}

function describeForPeople(error: EvmError, paint: Paint): string {
  const [first = '', ...rest] = sanitizeText(error.message).split('\n');
  const lines = [`${paint.bad('✗')} ${first}  ${paint.faint(`(${error.code})`)}`];
  for (const line of rest) lines.push(`  ${line.trimStart()}`);
  if (error.hint !== undefined) lines.push(`  ${sanitizeText(error.hint)}`);
  return lines.join('\n');
}

/** Names, codes and frames of an error and its causes; no messages, as they may quote data. */
function stackFrames(error: unknown): string {
  const lines: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    const frames = framesOf(current).map((frame) => `    ${frame}`);
    lines.push(`${lines.length === 0 ? '' : 'caused by '}${safeReason(current)}`, ...frames);
  }
  return lines.join('\n');
}
