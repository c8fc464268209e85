import { z } from 'zod';
import { exponentialBackoff, type LedgerContract } from '../runtime/ledger/ledger-contract.js';
import { defineJob } from '../runtime/queue/job-contract.js';
import { endImport } from './end-import.js';

/** Rings for a detached import. */
export const runImportJob = defineJob({
  kind: 'import.run',
  queue: 'imports',
  payload: z.strictObject({ importId: z.uuid() }),
});

/** Detached imports as ledger rows; source of the three attempts: seed 000, reliability figures. */
export const importLedger: LedgerContract<'import'> = {
  kind: 'import',
  table: 'imports',
  maxAttempts: 3,
  backoff: exponentialBackoff(5_000, 60_000),
  retryable: {
    condition: 'EXISTS (SELECT 1 FROM import_files WHERE import_files.import_id = imports.id)',
    otherwise: 'its stored file is gone',
  },
  ended: endImport,
};
