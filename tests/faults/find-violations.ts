import { openPersonalData } from '../../src/core/participants/seal-participant.js';
import type { Context } from '../../src/core/runtime/context.js';

/**
 * What must hold in every database, whatever was killed, cut or repeated: one sentence for each
 * thing that does not. Looks only, apart from probes that are rolled back.
 */
export async function findViolations(context: Context): Promise<string[]> {
  return [
    ...(await findBrokenNumbers(context)),
    ...(await findReadableData(context)),
    ...(await findStrangeOrigins(context)),
    ...(await findBrokenImports(context)),
    ...(await findBrokenLedgerRows(context)),
    ...(await findMissingGuards(context)),
  ];
}

/** Numbers run from 1 without gaps, and the counter knows how far. */
async function findBrokenNumbers({ database: { knex } }: Context): Promise<string[]> {
  const { rows } = await knex.raw(`
    SELECT events.slug, c.last_number, c.occupied, count(p.id)::integer AS people,
      count(DISTINCT p.number)::integer AS numbers, coalesce(max(p.number), 0) AS highest,
      count(p.id) FILTER (WHERE p.registration_status IN ('registered', 'pending'))::integer AS places
    FROM events JOIN registration_counters AS c ON c.event_id = events.id
    LEFT JOIN participants AS p ON p.event_id = events.id
    GROUP BY events.slug, c.last_number, c.occupied`);
  return rows.flatMap((row: Record<string, number | string>) => {
    const { slug, people, numbers, highest, last_number, occupied, places } = row;
    return [
      ...(numbers === people ? [] : [`${slug}: a registration number was given twice`]),
      ...(highest === people ? [] : [`${slug}: ${people} people, but numbers up to ${highest}`]),
      ...(last_number === highest ? [] : [`${slug}: the counter is at ${last_number}`]),
      ...(occupied === places ? [] : [`${slug}: ${places} places taken, ${occupied} counted`]),
    ];
  });
}

/** Addresses are distinct in each event, and nobody can read them in their columns. */
async function findReadableData({ database: { knex }, keyring }: Context): Promise<string[]> {
  const rows = await knex('participants').select();
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const email = decryptEmail(keyring, row);
    if (email === undefined) return [`#${row.number}: the e-mail is not encrypted for its row`];
    const isRepeated = seen.has(`${row.event_id} ${email}`);
    seen.add(`${row.event_id} ${email}`);
    return isRepeated ? [`#${row.number}: the address is registered twice`] : [];
  });
}

function decryptEmail(keyring: Context['keyring'], row: SealedRow): string | undefined {
  try {
    return openPersonalData(keyring, row.id, row).email;
  } catch {
    return undefined;
  }
}

type SealedRow = { id: string } & Parameters<typeof openPersonalData>[2];

/** Whoever came by an import came by one that is there: no foreign key holds it. */
async function findStrangeOrigins({ database: { knex } }: Context): Promise<string[]> {
  const rows = await knex('participants')
    .whereNotNull('import_id')
    .whereNotExists(knex('imports').whereRaw('imports.id = participants.import_id'))
    .select('number', 'import_id');
  return rows.map((row) => `#${row.number}: came by import ${row.import_id}, which is not there`);
}

/** A finished import says what it did, did it once, and told so once. */
async function findBrokenImports({ database: { knex } }: Context): Promise<string[]> {
  const { rows } = await knex.raw(`
    SELECT i.id, i.state, i.detached, i.counts,
      (SELECT count(*)::integer FROM participants WHERE import_id = i.id) AS people,
      (SELECT count(*)::integer FROM domain_events
        WHERE subject_id = i.id AND type = 'import.completed') AS facts,
      (SELECT count(*)::integer FROM notices
        WHERE subject_id = i.id AND kind = 'processing_complete' AND channel = 'email') AS notices,
      (SELECT count(*)::integer FROM import_files WHERE import_id = i.id) AS files
    FROM imports AS i`);
  return rows.flatMap((row: ImportFacts) => {
    const isDone = row.state === 'done';
    const isEnded = isDone || row.state === 'cancelled';
    const { created = 0, updated, unchanged, duplicates, rejected, total } = row.counts ?? {};
    const sum = [created, updated, unchanged, duplicates, rejected].reduce(
      (left: number, right = 0) => left + right,
      0,
    );
    const say = (isTrue: boolean, what: string) =>
      isTrue ? [] : [`import ${row.id} (${row.state}): ${what}`];
    return [
      ...say(row.people === (isDone ? created : 0), `has ${row.people} people, counts ${created}`),
      ...say(row.facts === (isDone ? 1 : 0), `was published ${row.facts} times`),
      ...say(isEnded || row.notices === 0, 'was told before its end'),
      // None where nobody is configured; the crash points of detached imports ask for exactly one.
      ...say(!isDone || row.notices <= (row.detached ? 1 : 0), `was told ${row.notices} times`),
      ...say(!isDone || total === sum, 'the counts do not add up'),
      ...say(!isEnded || row.files === 0, 'its file is still stored'),
      ...say(row.state !== 'failed' || row.files > 0, 'cannot be tried again: its file is gone'),
    ];
  });
}

interface ImportFacts {
  id: string;
  state: string;
  detached: boolean;
  counts: Partial<Record<string, number>> | null;
  people: number;
  facts: number;
  notices: number;
  files: number;
}

/** Whoever holds a row has a token; nobody holds one that has ended. */
async function findBrokenLedgerRows({ database: { knex } }: Context): Promise<string[]> {
  const rows = await knex('imports').whereRaw(
    "(state = 'claimed') <> (lease_token IS NOT NULL AND lease_until IS NOT NULL)",
  );
  return rows.map(({ id, state }) => `import ${id} is ${state} with the wrong lease`);
}

const copies = {
  participants_email_key: `
    INSERT INTO participants (id, event_id, number, name, name_key, personal_encrypted, email_index,
      ticket_code, registration_status, source)
    SELECT gen_random_uuid(), event_id, -1, name, name_key, personal_encrypted, email_index,
      'probe', registration_status, source FROM participants LIMIT 1`,
  imports_once: `
    INSERT INTO imports (id, event_id, file_name, file_size, file_sha256, mapping_hash, options,
      detached, started_by, state)
    SELECT gen_random_uuid(), event_id, file_name, file_size, file_sha256, mapping_hash, options,
      detached, started_by, state FROM imports WHERE state = 'done' LIMIT 1`,
} as const;

/** The database itself refuses a second copy of what may exist once; tried with real rows. */
async function findMissingGuards({ database }: Context): Promise<string[]> {
  const missing: string[] = [];
  for (const [guard, copy] of Object.entries(copies)) {
    const outcome = await database
      .transaction(async (trx) => {
        const { rowCount } = await trx.raw(copy);
        throw new Undone(rowCount > 0 ? 'accepted' : 'nothing to copy');
      })
      .catch((error: { message: string; constraint?: string }) =>
        error instanceof Undone ? error.message : error.constraint,
      );
    if (outcome !== 'nothing to copy' && outcome !== guard) {
      missing.push(`the database accepts a double: ${guard}`);
    }
  }
  return missing;
}

class Undone extends Error {}
