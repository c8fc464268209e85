import { readdirSync, readFileSync } from 'node:fs';
import { findEvent } from '../../src/core/events/find-event.js';
import type { ImportDocument } from '../../src/core/imports/schema.js';
import { showImport } from '../../src/core/imports/show-import.js';
import { listJobs } from '../../src/core/jobs/list-jobs.js';
import type { Job } from '../../src/core/jobs/schema.js';
import { eachParticipant } from '../../src/core/participants/list-participants.js';
import { openTestContext, type TestPlace } from '../support/database.js';
import { findViolations } from './find-violations.js';

/** What an import leaves in the world, without what differs from run to run (ids, times, codes). */
export interface ImportResult {
  violations: string[];
  events: string[];
  people: unknown[];
  ticketCodes: number;
  imports: Pick<ImportDocument, 'status' | 'counts' | 'issues'>[];
  facts: string[];
  notices: string[];
  jobs: Job[];
  storedParts: number;
  /** The names of all files beside the list, and of all in the home but the database's own. */
  files: string[];
  report: string;
}

/** Reads everything back, past the command line. */
export async function readImportResult(
  place: TestPlace,
  { folder, event }: { folder: string; event: string },
): Promise<ImportResult> {
  const context = await openTestContext(place);
  const { knex } = context.database;
  try {
    const people = [];
    const codes = new Set<string>();
    for await (const person of eachParticipant(context, {
      event: await findEvent(context, event),
    })) {
      const { number, name, email, phone, birthDate, customResponses, status, source } = person;
      people.push({ number, name, email, phone, birthDate, customResponses, status, source });
      codes.add(person.ticketCode);
    }
    const ids = await knex('imports').orderBy('created_at').pluck<string[]>('id');
    const documents = await Promise.all(ids.map(async (id) => await showImport(context, id)));
    return {
      violations: await findViolations(context),
      events: await knex('events').orderBy('slug').pluck('slug'),
      people,
      ticketCodes: codes.size,
      imports: documents.map(({ status, counts, issues }) => ({ status, counts, issues })),
      facts: await knex('domain_events').orderBy('type').pluck('type'),
      // Who hands one file over twice is told twice; what counts here is the import that was done.
      notices: await knex('notices')
        .join('imports', 'imports.id', 'notices.subject_id')
        .where({ 'imports.state': 'done', 'notices.channel': 'email' })
        .pluck('notices.kind'),
      jobs: (await listJobs(context)).jobs.filter(({ kind }) => kind === 'import'),
      storedParts: (await knex('import_files').select('part')).length,
      files: [...readdirSync(folder), ...readdirSync(place.home)].filter(isTelling).sort(),
      report: readFileSync(`${folder}/rejects.csv`, 'utf8'),
    };
  } finally {
    await context.close();
  }
}

/** The test itself has the database open, and a killed process may leave a key that was never used. */
function isTelling(name: string): boolean {
  return name !== 'owner.lock' && !/^master\.key\.[0-9a-f]+\.new$/.test(name);
}
