import { resolve } from 'node:path';
import { defaultEvent } from '../../core/events/default-event.js';
import { eventErrors } from '../../core/events/errors.js';
import type { NewEvent } from '../../core/events/event-input.js';
import { findEvent } from '../../core/events/find-event.js';
import type { Event } from '../../core/events/schema.js';
import { machineTimeZone } from '../../core/events/time-zone.js';
import { describeMapping } from '../../core/imports/column-mapping.js';
import { describeInspection } from '../../core/imports/file-inspection.js';
import type { FileSource } from '../../core/imports/file-source.js';
import { type ImportTarget, importFile } from '../../core/imports/import-file.js';
import { type OpenedFile, openFile } from '../../core/imports/open-file.js';
import { type PreparedImport, prepareImport } from '../../core/imports/prepare-import.js';
import type { ImportDocument, ImportOptions } from '../../core/imports/schema.js';
import { type SubmittedImport, submitImport } from '../../core/imports/submit-import.js';
import { regionOfZone } from '../../core/participants/fields/region-of-zone.js';
import type { Context } from '../../core/runtime/context.js';
import { runtimeErrors } from '../../core/runtime/errors.js';
import type { CommandSession } from '../define-command.js';
import { commandErrors } from '../errors.js';
import { openSource } from '../open-source.js';
import { formatBytes, formatCount, formatTime } from '../output/format.js';
import { refuseToReplace } from './refuse-to-replace.js';

/** What was typed after `evm import`. */
export interface ImportInput {
  file: string;
  event: string;
  createEvent: boolean;
  dryRun: boolean;
  again: boolean;
  welcome: boolean;
  detach: boolean;
  /** Absolute. */
  report: string | undefined;
  onExisting: 'skip' | 'update' | undefined;
  extra: 'keep' | 'drop' | 'fail' | undefined;
  map: string[];
  region: string | undefined;
  encoding: string | undefined;
  delimiter: string | undefined;
  sheet: string | undefined;
  maxSize: number | undefined;
}

/** Says what was understood of the file, then imports it here or hands it to the workers. */
export async function runImportCommand(
  session: CommandSession,
  input: ImportInput,
): Promise<{ import: ImportDocument } | { job: SubmittedImport }> {
  if (input.detach && input.dryRun) {
    const problem = '--dry-run tells at once what would happen, so it does not go with --detach';
    throw commandErrors.usage({ problem, help: 'evm import --help' });
  }
  const config = await session.config();
  const source = await openSource(session, input, input.maxSize ?? config.imports.maxSize);
  session.progress.stage('checking');
  const opening = openFile(config, source, input, session.signal);
  const [context, file] = await openBoth(session, opening);
  const target = await findTarget(context, input);
  const event =
    target.kind === 'existing' ? target.event : { formFields: [], timezone: machineTimeZone() };
  const prepared = prepareImport(context, {
    file,
    event,
    options: toOptions(input, context, event.timezone),
    salt: input.again ? context.ids.next() : undefined,
  });
  noteUnderstood(session, prepared);
  if (target.kind === 'new') noteNewEvent(session, target.details, event.timezone);
  if (input.report) await refuseToReplace(session, input.report, resolve(session.cwd, input.file));
  if (input.detach) {
    const startedBy = context.config.operator;
    return { job: await detach(session, context, { source, target, prepared, startedBy }) };
  }
  return { import: await importHere(session, context, { input, target, prepared }) };
}

async function importHere(
  session: CommandSession,
  context: Context,
  work: { input: ImportInput; target: ImportTarget; prepared: PreparedImport },
): Promise<ImportDocument> {
  const { input, target, prepared } = work;
  session.progress.stage('importing');
  try {
    const document = await importFile(context, {
      target,
      prepared,
      startedBy: context.config.operator,
      dryRun: input.dryRun,
      signal: session.signal,
      onProgress({ counts, share }) {
        const { total, created, updated, duplicates, rejected } = counts;
        session.progress.update({
          done: total,
          total: share > 0 ? Math.max(total, Math.round(total / share)) : undefined,
          unit: 'rows',
          counts: { created, updated, duplicates, rejected },
        });
      },
    });
    await session.progress.finish();
    return document;
  } catch (error) {
    if (!session.signal.aborted) throw error;
    const what = 'nothing was imported; the same command begins again';
    throw runtimeErrors.interrupted({ what }, error);
  }
}

/**
 * Opens the database while the file is inspected: each takes a good part of a second. What is wrong
 * with the file is told first.
 */
async function openBoth(
  session: CommandSession,
  opening: Promise<OpenedFile>,
): Promise<[Context, OpenedFile]> {
  const file = opening.then((opened) => {
    session.onClose(async () => await opened.table.close());
    return opened;
  });
  const [context] = await Promise.allSettled([session.openContext(), file]);
  const opened = await file;
  if (context.status === 'rejected') throw context.reason;
  return [context.value, opened];
}

async function findTarget(context: Context, input: ImportInput): Promise<ImportTarget> {
  if (!input.createEvent) {
    return { kind: 'existing', event: await findEvent(context, input.event) };
  }
  const event = await findWholeName(context, input.event);
  if (event) return { kind: 'existing', event };
  const now = context.clock.now();
  const details = defaultEvent({ slug: input.event, now, timezone: machineTimeZone() });
  return { kind: 'new', details };
}

/** With --create-event a beginning names nothing: `devday` is a new event beside `devday-2025`. */
async function findWholeName(context: Context, name: string): Promise<Event | undefined> {
  try {
    const event = await findEvent(context, name);
    const wanted = name.trim().normalize('NFC').toLowerCase();
    return wanted === event.slug || wanted === event.id ? event : undefined;
  } catch (error) {
    if (eventErrors.notFound.matches(error) || eventErrors.ambiguous.matches(error)) {
      return undefined;
    }
    throw error;
  }
}

function toOptions(input: ImportInput, context: Context, timezone: string): ImportOptions {
  const { encoding, delimiter, sheet, maxSize, report, map } = input;
  return {
    onExisting: input.onExisting ?? 'skip',
    extra: input.extra ?? 'keep',
    region: input.region ?? regionOfZone(timezone) ?? context.config.region,
    map,
    encoding,
    delimiter,
    sheet,
    maxSize,
    welcome: input.welcome,
    report,
  };
}

/** Says what --create-event makes up, because nobody typed it. */
function noteNewEvent(session: CommandSession, details: NewEvent, timezone: string): void {
  const { slug, name, startsAt } = details;
  const when = formatTime(startsAt, { event: timezone, terminal: '' });
  session.note(`  ${slug} is new: a draft named ${name}, on ${when}`);
  session.note(`    change it with: evm event update ${slug} --name … --starts …`);
}

function noteUnderstood(session: CommandSession, { inspection, mapping, options }: PreparedImport) {
  const facts = [
    inspection.name,
    formatBytes(inspection.size),
    ...describeInspection(inspection),
    formatCount(mapping.columns.length, 'column'),
    `phones of ${options.region}`,
  ];
  session.note(facts.join(' · '));
  session.note(`  ${describeMapping(mapping)}`);
}

async function detach(
  session: CommandSession,
  context: Context,
  input: {
    source: FileSource;
    target: ImportTarget;
    prepared: PreparedImport;
    startedBy: string;
  },
): Promise<SubmittedImport> {
  const { openQueue } = await import('../../core/runtime/queue/open-queue.js');
  await input.prepared.table.close();
  const chunks: Buffer[] = [];
  for await (const chunk of input.source.open()) chunks.push(chunk as Buffer);
  const queue = await openQueue(context);
  session.onClose(async () => await queue.close());
  return await submitImport(context, queue, { ...input, content: Buffer.concat(chunks) });
}
