import type { NewEvent } from '../../../src/core/events/event-input.js';
import type { Event } from '../../../src/core/events/schema.js';
import { createBufferFileSource } from '../../../src/core/imports/adapters/buffer-file-source.js';
import type { FileSource } from '../../../src/core/imports/file-source.js';
import { importFile } from '../../../src/core/imports/import-file.js';
import { openFile } from '../../../src/core/imports/open-file.js';
import { type PreparedImport, prepareImport } from '../../../src/core/imports/prepare-import.js';
import type { ImportDocument, ImportOptions } from '../../../src/core/imports/schema.js';
import { type SubmittedImport, submitImport } from '../../../src/core/imports/submit-import.js';
import type { Context } from '../../../src/core/runtime/context.js';
import type { DoorbellQueue } from '../../../src/core/runtime/queue/doorbell-queue.js';

export interface SampleOptions extends Partial<ImportOptions> {
  name?: string;
  /** Makes the import one of its own: `--again`. */
  salt?: string;
  dryRun?: boolean;
  signal?: AbortSignal;
  startedBy?: string;
  onProgress?: Parameters<typeof importFile>[1]['onProgress'];
}

/** Understands a file as `evm import` does, with the options' defaults. */
export async function prepare(
  context: Context,
  event: Pick<Event, 'formFields' | 'timezone'>,
  content: string | Buffer | FileSource,
  options: SampleOptions = {},
): Promise<PreparedImport> {
  const { name, salt, signal, dryRun, startedBy, onProgress, ...given } = options;
  const isSource = typeof content !== 'string' && !Buffer.isBuffer(content);
  const source = isSource
    ? content
    : createBufferFileSource(name ?? 'list.csv', Buffer.from(content));
  const defaults: ImportOptions = { onExisting: 'skip', extra: 'keep', region: 'KR', map: [] };
  const merged = { ...defaults, ...given };
  const file = await openFile(context.config, source, merged, signal);
  return prepareImport(context, { file, event, options: merged, salt });
}

/** Imports a file into an event, as `evm import` does. */
export async function importCsv(
  context: Context,
  event: Event,
  content: string | Buffer | FileSource,
  options: SampleOptions = {},
): Promise<ImportDocument> {
  return await importFile(context, {
    target: { kind: 'existing', event },
    prepared: await prepare(context, event, content, options),
    startedBy: options.startedBy ?? 'tester',
    dryRun: options.dryRun ?? false,
    onProgress: options.onProgress ?? (() => undefined),
    signal: options.signal,
  });
}

/** Imports a file into an event that is made for it, as `evm import --create-event` does. */
export async function importIntoNew(
  context: Context,
  details: NewEvent,
  content: string | Buffer | FileSource,
  options: SampleOptions = {},
): Promise<ImportDocument> {
  const event = { formFields: [], timezone: 'Asia/Seoul' };
  return await importFile(context, {
    target: { kind: 'new', details },
    prepared: await prepare(context, event, content, options),
    startedBy: 'tester',
    dryRun: options.dryRun ?? false,
    onProgress: () => undefined,
    signal: options.signal,
  });
}

/** Hands a file to the workers, as `evm import --detach` does; `rings` gets what was rung. */
export async function submitCsv(
  context: Context,
  event: Event,
  content: string,
  options: SampleOptions & { rings?: unknown[] } = {},
): Promise<SubmittedImport> {
  const { rings = [], ...given } = options;
  const prepared = await prepare(context, event, content, given);
  await prepared.table.close();
  const queue: Pick<DoorbellQueue, 'ring'> = {
    async ring(_job, payload) {
      rings.push(payload);
      return true;
    },
  };
  return await submitImport(context, queue, {
    target: { kind: 'existing', event },
    prepared,
    content: Buffer.from(content),
    startedBy: options.startedBy ?? 'tester',
  });
}

/** How many rows each table has; a dry run or a failure leaves all of them as they were. */
export async function countAllRows(context: Context): Promise<Record<string, number>> {
  const { rows: tables } = await context.database.knex.raw<{ rows: { name: string }[] }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY name`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await context.database.knex(name).count<{ count: number }[]>({ count: '*' });
    counts[name] = Number(row?.count);
  }
  return counts;
}
