import { createHash } from 'node:crypto';
import { createEventIn } from '../events/create-event.js';
import type { Context } from '../runtime/context.js';
import type { DoorbellQueue } from '../runtime/queue/doorbell-queue.js';
import { importErrors } from './errors.js';
import type { ImportTarget } from './import-file.js';
import { findDoneImport, insertPendingImport } from './import-repository.js';
import { runImportJob } from './jobs.js';
import type { PreparedImport } from './prepare-import.js';
import { removeExpiredFiles } from './remove-expired-files.js';
import { storeFile } from './stored-file-repository.js';

/** Bytes that a worker reads in a second, as seed 000 estimates (100 kB/s would be far too slow here). */
const bytesPerSecond = 1_000_000;

export interface SubmittedImport {
  id: string;
  event: string;
  file: string;
  /** Bytes. */
  size: number;
  status: 'pending' | 'already_imported';
  estimatedSeconds: number;
}

/**
 * Hands an import to the workers: the file (encrypted) and the ledger row are one transaction, then
 * the doorbell rings. Dying before the commit leaves nothing; after it, the sweeper finds the row.
 * Errors: IMPORT_FILE_CHANGED when `content` is not what was prepared.
 */
export async function submitImport(
  context: Context,
  queue: Pick<DoorbellQueue, 'ring'>,
  input: {
    target: ImportTarget;
    prepared: PreparedImport;
    content: Buffer;
    startedBy: string;
  },
): Promise<SubmittedImport> {
  const { target, prepared, content, startedBy } = input;
  const { inspection, mappingHash, options } = prepared;
  if (createHash('sha256').update(content).digest('hex') !== inspection.sha256) {
    throw importErrors.fileChanged({ file: inspection.name });
  }
  await removeExpiredFiles(context);
  const id = context.ids.next();
  const submitted = await context.database.transaction(async (trx) => {
    const event =
      target.kind === 'existing' ? target.event : await createEventIn(trx, context, target.details);
    const identity = { eventId: event.id, fileSha256: inspection.sha256, mappingHash };
    const done = await findDoneImport(trx, identity);
    const { name: fileName, size: fileSize } = inspection;
    const document = { event: event.slug, file: fileName, size: fileSize };
    if (done) return { ...document, id: done, status: 'already_imported' as const };
    await insertPendingImport(trx, { ...identity, id, fileName, fileSize, options, startedBy });
    await storeFile(trx, context.keyring, { importId: id, content });
    return { ...document, id, status: 'pending' as const };
  });
  if (submitted.status === 'pending') await queue.ring(runImportJob, { importId: id });
  const estimatedSeconds = Math.ceil(inspection.size / bytesPerSecond);
  return { ...submitted, estimatedSeconds };
}
