import { createHash } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { importErrors } from '../errors.js';
import type { WorkbookInspection } from '../file-inspection.js';
import type { FileSource } from '../file-source.js';
import type { RawRow } from '../raw-row.js';
import type { ReadLimits } from '../read-limits.js';
import { readFailureError } from './read-failure.js';
import { unpackRows } from './row-parcel.js';
import { startXlsxWorker } from './start-xlsx-worker.js';
import type { WorkerReport } from './xlsx-worker.js';

/**
 * The rows of one sheet in batches, the header first. The workbook is unpacked and parsed in a
 * thread with a heap of its own, so that a hostile file can exhaust only that, and its shared strings have a
 * limit beside it. The bytes are taken into memory once and compared with those that were inspected (IMPORT_FILE_CHANGED).
 * Leaving the loop early, an error or an abort ends the thread.
 */
export async function* readXlsx(
  source: FileSource,
  inspection: WorkbookInspection,
  limits: ReadLimits,
  signal?: AbortSignal,
): AsyncGenerator<RawRow[]> {
  signal?.throwIfAborted();
  const bytes = await readAll(source, inspection);
  const worker = startXlsxWorker({ bytes, parts: inspection.parts, limits }, limits.xlsx.maxHeap);
  const reports = collectReports(worker, signal);
  try {
    for (;;) {
      const report = await reports.next();
      if (report.type === 'end') return;
      if (report.type === 'failed') throw readFailureError(source.name, report.failure, limits);
      yield unpackRows(report.parcel);
      worker.postMessage('next');
    }
  } finally {
    reports.close();
    await worker.terminate();
  }
}

async function readAll(source: FileSource, inspection: WorkbookInspection): Promise<Buffer> {
  const hash = createHash('sha256');
  const bytes = Buffer.from(new ArrayBuffer(inspection.size));
  let size = 0;
  for await (const chunk of source.open() as AsyncIterable<Buffer>) {
    hash.update(chunk);
    if (size + chunk.length <= bytes.length) bytes.set(chunk, size);
    size += chunk.length;
    if (size > bytes.length) break;
  }
  if (size !== bytes.length || hash.digest('hex') !== inspection.sha256) {
    throw importErrors.fileChanged({ file: source.name });
  }
  return bytes;
}

/** Turns the thread's events into a queue; the thread sends no more than a few batches ahead. */
function collectReports(worker: Worker, signal: AbortSignal | undefined) {
  const waiting: WorkerReport[] = [];
  let failure: unknown;
  let wake = () => {};

  function fail(error: unknown): void {
    failure ??= error;
    wake();
  }
  function onAbort(): void {
    fail(signal?.reason);
  }
  worker.on('message', (report: WorkerReport) => {
    waiting.push(report);
    wake();
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return fail(error);
    waiting.push({
      type: 'failed',
      failure: { kind: 'unpacks_too_large', reason: 'more than the memory set apart for it' },
    });
    wake();
  });
  worker.on('exit', () => fail(new Error('the workbook thread ended before the workbook did')));
  signal?.addEventListener('abort', onAbort, { once: true });

  return {
    async next(): Promise<WorkerReport> {
      for (;;) {
        signal?.throwIfAborted();
        const report = waiting.shift();
        if (report) return report;
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close(): void {
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
