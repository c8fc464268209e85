import { z } from 'zod';
import { exponentialBackoff, type LedgerContract } from '../runtime/ledger/ledger-contract.js';
import { defineJob } from '../runtime/queue/job-contract.js';

/** Rings for a printer that has something to print. */
export const feedPrinterJob = defineJob({
  kind: 'printer.feed',
  queue: 'printing',
  payload: z.strictObject({ printerId: z.uuid() }),
});

/**
 * Printers as ledger rows: `pending` has badges waiting, `claimed` is being fed, `done` is idle. The claim is
 * what makes one worker the only consumer of a printer. A printer that cannot print now goes back to
 * `pending` with the reason, and its badges stay. Attempts count what is wrong with us, not with it.
 */
export const printerLedger: LedgerContract<'print'> = {
  kind: 'print',
  table: 'printers',
  maxAttempts: 20,
  backoff: exponentialBackoff(2_000, 60_000),
};
