import { readScan } from '../../core/attendance/read-scan.js';
import type { Scan, ScanCaller } from '../../core/attendance/scan.js';
import { ScanId, ScanRequest, type ScanResult } from '../../core/attendance/schema.js';
import type { EventPublicKey } from '../../core/tickets/event-key.js';
import { fieldProblems } from './field-problems.js';
import type { FieldProblem } from './problem.js';
import { type RecordedScan, scanResponse } from './scan-response.js';

/** One item of a batch: a scan, or what is wrong with it. */
export type BatchItem = { index: number; gate: string | null } & (
  | { kind: 'scan'; scan: Scan }
  | { kind: 'invalid'; scanId: string | null; errors: FieldProblem[] }
);

/** What became of an item (seed 002); `gate` as the item names it, by id or by code. */
export interface ItemResult {
  index: number;
  scanId: string | null;
  gate: string | null;
  status: number;
  verdict: string;
  replayed: boolean;
  error?: string | undefined;
  detail?: string | undefined;
  errors?: FieldProblem[] | undefined;
  record?: RecordedScan | undefined;
  participant?: unknown;
}

export interface BatchResults {
  total: number;
  successful: ItemResult[];
  failed: ItemResult[];
  duplicates: ItemResult[];
}

/** Checks each item for itself. */
export function readItems(
  body: readonly unknown[],
  options: {
    keysFor: (request: ScanRequest) => readonly EventPublicKey[];
    scanIdFor: (index: number) => string;
    caller: ScanCaller;
    arrivedAt: number;
  },
): BatchItem[] {
  const { keysFor, scanIdFor, caller, arrivedAt } = options;
  return body.map((value, index) => {
    const read = ScanRequest.safeParse(value);
    if (!read.success) {
      const errors = fieldProblems(read.error.issues);
      return { kind: 'invalid', index, gate: null, scanId: scanIdOf(value), errors };
    }
    const { data } = read;
    const gate = data.gateId ?? data.gate ?? null;
    const scanId = data.scanId ?? scanIdFor(index);
    const scan = readScan(data, {
      keys: keysFor(data),
      scanId,
      caller,
      arrivedAt,
      isCollected: true,
    });
    return { kind: 'scan', index, gate, scan };
  });
}

/** Sorts items and their results as the seed has them, gate by gate in the order in which they appear. */
export function sortResults(
  items: readonly BatchItem[],
  results: readonly ScanResult[],
): BatchResults {
  const answers = results[Symbol.iterator]();
  const byGate = new Map<string | null, ItemResult[]>();
  for (const item of items) {
    const result =
      item.kind === 'invalid' ? invalidResult(item) : scanResult(item, answers.next().value);
    const group = byGate.get(item.gate) ?? [];
    group.push(result);
    byGate.set(item.gate, group);
  }
  const sorted: BatchResults = { total: items.length, successful: [], failed: [], duplicates: [] };
  for (const result of [...byGate.values()].flat()) sorted[listOf(result)].push(result);
  return sorted;
}

function listOf({ verdict }: ItemResult): 'successful' | 'failed' | 'duplicates' {
  if (verdict === 'accepted') return 'successful';
  return verdict === 'duplicate' ? 'duplicates' : 'failed';
}

function invalidResult(item: BatchItem & { kind: 'invalid' }): ItemResult {
  return {
    index: item.index,
    scanId: item.scanId,
    gate: item.gate,
    status: 400,
    verdict: 'invalid',
    replayed: false,
    error: 'the scan is not as it has to be',
    errors: item.errors,
  };
}

function scanResult(
  { index, gate, scan }: BatchItem & { kind: 'scan' },
  result: ScanResult | undefined,
): ItemResult {
  if (!result) throw new Error('a scan of a batch was not answered');
  const response = scanResponse(result);
  const problem = response.kind === 'refused' ? response.problem : undefined;
  // Objects of one shape, written out: spreading one into another is a tenth of what a scan costs here.
  return {
    index,
    scanId: scan.scanId,
    gate,
    status: problem?.status ?? 201,
    verdict: problem?.kind ?? 'accepted',
    replayed: response.isRepeated,
    error: problem?.title,
    detail: problem?.detail,
    record: response.kind === 'recorded' ? response.body : undefined,
    participant: problem?.more?.participant,
  };
}

/** Of an item that is wrong elsewhere: its id, when that is one, so that its sender knows which it was. */
function scanIdOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('scanId' in value)) return null;
  const read = ScanId.safeParse(value.scanId);
  return read.success ? read.data : null;
}
