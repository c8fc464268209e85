import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parseEventTime } from '../events/parse-event-time.js';
import type { Event } from '../events/schema.js';
import { headerKey } from '../imports/column-aliases.js';
import type { FileSource } from '../imports/file-source.js';
import { inspectFile } from '../imports/inspect-file.js';
import type { Cell, RawRow } from '../imports/raw-row.js';
import { defaultReadLimits } from '../imports/read-limits.js';
import { readTable } from '../imports/read-table.js';
import { inputText } from '../participants/fields/field-input.js';
import type { Context } from '../runtime/context.js';
import { EvmError } from '../runtime/errors.js';
import type { EventPublicKey } from '../tickets/event-key.js';
import { findEventKeys } from '../tickets/find-event-keys.js';
import { attendanceErrors } from './errors.js';
import { type DeskGuest, findGuest } from './find-guest.js';
import { readScan } from './read-scan.js';
import { recordScans } from './record-scans.js';
import type { Scan } from './scan.js';
import { ScanDirection, ScanId, ScanMethod, ScanRequest } from './schema.js';

/** Seed 001: what came of a file of scans. */
export interface ScanImport {
  totalProcessed: number;
  successful: number;
  /** Recorded, and refused by the rules or known before. */
  failed: number;
  /** One for each that failed, a thousand at most: the row as the file counts, and why. */
  errors: { row: number; reason: string }[];
}

/** Seed 001. */
const batchSize = 100;
const listedErrors = 1000;

const columnNames = {
  participant: [
    'participant',
    'participantid',
    'ticket',
    'ticketcode',
    'number',
    'registrationnumber',
    'email',
  ],
  gate: ['gate', 'gatecode', 'gateid'],
  timestamp: ['timestamp', 'time', 'scannedat'],
  method: ['method'],
  direction: ['direction'],
  scanId: ['scanid'],
} as const;
type Column = keyof typeof columnNames;
const needed: readonly Column[] = ['participant', 'gate', 'timestamp'];

/**
 * Records the scans of a .csv or .xlsx file, up to a hundred in a transaction. A row has the scan id that it
 * says, or one made of what it says: the same file again changes nothing. Times without a zone are the
 * event's. Errors: every IMPORT_ code that a file as a whole can have, ATTENDANCE_FILE_COLUMNS.
 */
export async function importScans(
  context: Context,
  event: Event,
  source: FileSource,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<ScanImport> {
  const { maxSize, maxRows, maxColumns, maxCellLength } = context.config.imports;
  const limits = { ...defaultReadLimits, maxSize, maxRows, maxColumns, maxCellLength };
  const inspection = await inspectFile(source, {}, limits);
  const keys = await findEventKeys(context, event.id);
  const result: ScanImport = { totalProcessed: 0, successful: 0, failed: 0, errors: [] };
  let columns: ReturnType<typeof findColumns> | undefined;
  for await (const rows of readTable(source, inspection, limits, signal)) {
    const isFirst = columns === undefined;
    columns ??= findColumns(source.name, rows[0]?.cells ?? []);
    const data = isFirst ? rows.slice(1) : rows;
    for (let from = 0; from < data.length; from += batchSize) {
      signal?.throwIfAborted();
      await importBatch(
        context,
        { event, keys, columns, rows: data.slice(from, from + batchSize) },
        result,
      );
    }
  }
  return result;
}

interface Batch {
  event: Event;
  /** By which tickets in the file are verified. */
  keys: readonly EventPublicKey[];
  columns: Map<Column, number>;
  rows: readonly RawRow[];
}

async function importBatch(context: Context, batch: Batch, result: ScanImport): Promise<void> {
  const scans: Scan[] = [];
  const rowOf = new Map<string, number>();
  for (const row of batch.rows) {
    const number = row.sheetRow ?? row.row;
    const scan = await readRow(context, batch, row);
    result.totalProcessed += 1;
    if (typeof scan === 'string') fail(result, number, scan);
    else {
      scans.push(scan);
      rowOf.set(scan.scanId, number);
    }
  }
  if (scans.length === 0) return;
  const answers = await recordScans(context, batch.event.id, scans);
  for (const answer of answers) {
    const scanId = answer.kind === 'answered' ? answer.answer.scanId : answer.scanId;
    const isAccepted = answer.kind === 'answered' && answer.answer.verdict === 'accepted';
    if (isAccepted) result.successful += 1;
    else {
      const reason = answer.kind === 'answered' ? answer.answer.verdict : answer.kind;
      fail(result, rowOf.get(scanId) ?? 0, reason);
    }
  }
}

function fail(result: ScanImport, row: number, reason: string): void {
  result.failed += 1;
  if (result.errors.length < listedErrors) result.errors.push({ row, reason });
}

/** The row as a scan, or what is wrong with it; never quotes what the row says. */
async function readRow(
  context: Context,
  { event, keys, columns }: Omit<Batch, 'rows'>,
  { cells }: RawRow,
): Promise<Scan | string> {
  const text = (column: Column) => inputText(cellOf(cells, columns.get(column))).trim();
  const time = parseEventTime(text('timestamp'), event.timezone);
  if (time.kind === 'refused') return `the time ${time.reason}`;
  const guest = await findWho(context, event, text('participant'));
  if (guest === undefined) return 'no such participant';
  const method = ScanMethod.safeParse(text('method') || 'manual');
  if (!method.success) return 'the method is none of ble_auto, qr_scan, manual';
  const direction =
    text('direction') === '' ? undefined : ScanDirection.safeParse(text('direction'));
  if (direction?.success === false) return 'the direction is neither in nor out';
  const request = ScanRequest.safeParse({
    ...guest,
    gate: text('gate'),
    timestamp: time.at.toISOString(),
    method: method.data,
    ...(direction && { direction: direction.data }),
  });
  if (!request.success) return 'the gate or the time cannot be right';
  const scanId = text('scanId') === '' ? scanIdOf(request.data) : text('scanId');
  if (!ScanId.safeParse(scanId).success) return 'the scan id has other characters than it may';
  const caller = { keyId: undefined, gateIds: [] };
  const arrivedAt = performance.now();
  return readScan(request.data, { keys, scanId, caller, arrivedAt, isCollected: true });
}

async function findWho(
  context: Context,
  event: Event,
  text: string,
): Promise<DeskGuest | undefined> {
  if (text === '') return undefined;
  try {
    return await findGuest(context, event, text);
  } catch (error) {
    if (error instanceof EvmError) return undefined;
    throw error;
  }
}

function scanIdOf({ participantId, ticket, gate, timestamp, direction }: ScanRequest): string {
  const content = JSON.stringify([participantId ?? ticket, gate, timestamp, direction]);
  return `import-${createHash('sha256').update(content).digest('hex').slice(0, 32)}`;
}

function findColumns(file: string, header: readonly Cell[]): Map<Column, number> {
  const keys = header.map((cell) => headerKey(inputText(cell)).replace(/[^a-z]/g, ''));
  const columns = new Map<Column, number>();
  for (const [column, names] of Object.entries(columnNames) as [Column, readonly string[]][]) {
    const index = names.map((name) => keys.indexOf(name)).find((at) => at !== -1);
    if (index !== undefined) columns.set(column, index);
  }
  const missing = needed.filter((column) => !columns.has(column));
  if (missing.length > 0) throw attendanceErrors.fileColumns({ file, missing });
  return columns;
}

function cellOf(cells: readonly Cell[], index: number | undefined): Cell {
  return (index === undefined ? undefined : cells[index]) ?? '';
}
