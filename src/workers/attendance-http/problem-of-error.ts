import { isConnectionFailure } from '../../core/runtime/database/connection-failure.js';
import { EvmError } from '../../core/runtime/errors.js';
import { exitCodes } from '../../core/runtime/exit-codes.js';
import { LateError } from './in-time.js';
import type { Problem } from './problem.js';

/** What a caller is told of an error; undefined for a defect. Messages of foreign errors stay inside. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof EvmError) return ofEvmError(error);
  if (error instanceof LateError) return unavailable('the database takes too long');
  if (isConnectionFailure(error)) return unavailable('the database does not answer');
  const { code = '', statusCode } = error as { code?: string; statusCode?: number };
  const known = fastifyProblems[code];
  if (known) return known;
  // Of the JSON parser, which gives its errors a status and no code.
  if (statusCode === 400) return notJson;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? { kind: 'bad_request', status: statusCode, title: 'the request cannot be read' }
    : undefined;
}

function unavailable(title: string): Problem {
  const detail = 'send the same request, with the same scan id, again';
  return { kind: 'unavailable', status: 503, title, detail };
}

function ofEvmError(error: EvmError): Problem | undefined {
  if (error.code === 'SCAN_OVERTAKEN') return unavailable(error.message);
  if (error.exitCode === exitCodes.unavailable) {
    return unavailable('a service is not available');
  }
  const status = statusOfCode[error.code] ?? statusOfExit[error.exitCode];
  if (status === undefined) return undefined;
  const kind = error.code.toLowerCase();
  return { kind, status, title: error.message, detail: error.hint };
}

const statusOfCode: Readonly<Record<string, number>> = {
  SCAN_OTHER_GATE: 403,
  UNSUBSCRIBE_TOKEN_INVALID: 404,
};

const statusOfExit: Readonly<Record<number, number>> = {
  [exitCodes.usage]: 400,
  [exitCodes.notFound]: 404,
  [exitCodes.conflict]: 409,
};

const notJson: Problem = {
  kind: 'not_json',
  status: 400,
  title: 'the body is not JSON that can be used',
  detail: 'JSON in UTF-8, each name once, without __proto__ and constructor',
};

const tooLarge: Problem = { kind: 'too_large', status: 413, title: 'the body is too large' };

const wrongType: Problem = {
  kind: 'wrong_content_type',
  status: 415,
  title: 'the body has to be application/json in UTF-8, without a content encoding',
};

const fastifyProblems: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: notJson,
  FST_ERR_CTP_EMPTY_JSON_BODY: notJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: notJson,
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: wrongType,
  FST_ERR_CTP_INVALID_TYPE: wrongType,
};

export { notJson, wrongType };
