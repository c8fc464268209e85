import { isConnectionFailure } from '../../core/runtime/database/connection-failure.js';
import { databaseErrors } from '../../core/runtime/database/errors.js';
import type { EvmError } from '../../core/runtime/errors.js';
import { commandErrors } from '../errors.js';

/**
 * The error of a service that could not be reached, when `error` is one that an adapter let
 * through; undefined for any other error.
 */
export function connectionErrorFrom(error: unknown): EvmError | undefined {
  const failure = firstFailure(error);
  if (!(failure instanceof Error)) return undefined;
  const code = 'code' in failure ? String(failure.code) : '';
  const reason = code === '' ? failure.name : code;
  if (isFromRedis(failure)) {
    return commandErrors.queueUnavailable({ address: addressOf(failure), reason }, error);
  }
  if (isConnectionFailure(failure)) {
    return databaseErrors.unavailable({ address: addressOf(failure), reason }, error);
  }
  return undefined;
}

/** A host with several addresses fails with one error per address. */
function firstFailure(error: unknown): unknown {
  return error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
}

function isFromRedis(error: Error): boolean {
  return (
    /ioredis|redis-errors/.test(error.stack ?? '') || error.name === 'MaxRetriesPerRequestError'
  );
}

function addressOf(error: Error): string {
  const host =
    'address' in error ? error.address : 'hostname' in error ? error.hostname : undefined;
  if (host === undefined) return 'the configured address';
  return 'port' in error ? `${host}:${error.port}` : String(host);
}
