import { parentPort, workerData } from 'node:worker_threads';
import type { WorkbookParts } from '../file-inspection.js';
import type { ReadLimits } from '../read-limits.js';
import { ReadFailed, type ReadFailure } from './read-failure.js';
import { readWorkbook } from './read-workbook.js';
import { packRows, type RowParcel } from './row-parcel.js';

export interface WorkerTask {
  bytes: Buffer;
  parts: WorkbookParts;
  limits: ReadLimits;
}

export type WorkerReport =
  | { type: 'rows'; parcel: RowParcel }
  | { type: 'end' }
  | { type: 'failed'; failure: ReadFailure };

/** Batches that may be under way before the reader has asked for more. */
const ahead = 3;

const port = parentPort;
if (port) await report((message) => port.postMessage(message));

async function report(send: (message: WorkerReport) => void): Promise<void> {
  let credit = ahead;
  let wake = () => {};
  port?.on('message', () => {
    credit += 1;
    wake();
  });
  const { bytes, parts, limits } = workerData as WorkerTask;
  try {
    for await (const rows of readWorkbook(Buffer.from(bytes.buffer), parts, limits)) {
      while (credit === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      credit -= 1;
      send({ type: 'rows', parcel: packRows(rows) });
    }
    send({ type: 'end' });
  } catch (error) {
    send({ type: 'failed', failure: failureOf(error) });
  } finally {
    port?.unref();
  }
}

function failureOf(error: unknown): ReadFailure {
  if (error instanceof ReadFailed) return error.failure;
  // What a buffer says for which there is no memory.
  if (error instanceof RangeError && error.message.includes('allocation')) {
    return { kind: 'unpacks_too_large', reason: 'more than the memory that there is' };
  }
  return { kind: 'damaged', reason: 'its cells do not follow the format' };
}
