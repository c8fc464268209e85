import type { IncomingHttpHeaders } from 'node:http';
import { ScanId } from '../../core/attendance/schema.js';
import type { FieldProblem } from './problem.js';

/** The `Idempotency-Key` of a request, which is the scan id; several of them, or an odd one, are refused. */
export function readIdempotencyKey(
  headers: IncomingHttpHeaders,
): { key: string | undefined } | { problem: FieldProblem } {
  const header = headers['idempotency-key'];
  if (header === undefined) return { key: undefined };
  const read = ScanId.safeParse(header);
  if (read.success) return { key: read.data };
  return { problem: { field: 'Idempotency-Key', message: 'is 1 to 100 of A-Z a-z 0-9 . _ : -' } };
}
