import { isCheckedIn } from '../participants/checkin-sql.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import { type DrawRules, type ExclusionReason, exclusionReasons } from './schema.js';

export interface FrozenPool {
  people: number;
  units: number;
  /** SHA-256 in hex over the lines of the pool. */
  poolHash: string;
  excluded: Partial<Record<ExclusionReason, number>>;
}

interface FrozenRow {
  list: number;
  people: number;
  units: number;
  hash: string;
}

/** A UUID and a line feed. */
const lineBytes = 37;
const unitsAtATime = 100_000;

/** How many chances the weights make; without weights nobody needs to ask. */
export async function countUnits(
  trx: Transaction,
  eventId: string,
  rules: DrawRules,
): Promise<number> {
  const judged = judge(eventId, rules);
  const { rows } = await trx.raw<{ rows: { units: string }[] }>(
    `SELECT coalesce(sum(weight), 0) AS units FROM (${judged.sql}) AS judged WHERE list = 0`,
    judged.bindings as never[],
  );
  return Number(rows[0]?.units ?? 0);
}

/**
 * Writes down, at one moment, who is in the pool and who is left out by which rule: one statement, in which
 * the ids never leave the database. A million take little more than reading them would.
 */
export async function freezePool(
  trx: Transaction,
  drawId: string,
  { eventId, rules }: { eventId: string; rules: DrawRules },
): Promise<FrozenPool> {
  const judged = judge(eventId, rules);
  const weighted = rules.weight !== null;
  // A million ids are sorted in memory, not through files; for this transaction alone.
  await trx.raw("SELECT set_config('work_mem', '128MB', true)");
  const { rows } = await trx.raw<{ rows: FrozenRow[] }>(
    `INSERT INTO draw_lists (draw_id, list, people, units, lines)
     SELECT ?, list, count(*) ${weighted ? 'FILTER (WHERE unit = 1)' : ''}, count(*),
       convert_to(string_agg(draw_id::text || E'\\n', '' ORDER BY draw_id), 'UTF8')
     FROM (${judged.sql}) AS judged ${weighted ? ', generate_series(1, weight) AS unit' : ''}
     GROUP BY list
     RETURNING list, people, units, encode(sha256(lines), 'hex') AS hash`,
    [drawId, ...judged.bindings] as never[],
  );
  const pool = rows.find(({ list }) => list === 0);
  const leftOut = rows.flatMap(({ list, people }) => {
    const reason = exclusionReasons[list - 1];
    return reason === undefined ? [] : [[reason, people] as const];
  });
  return {
    people: pool?.people ?? 0,
    units: pool?.units ?? 0,
    poolHash: pool?.hash ?? '',
    excluded: Object.fromEntries(leftOut),
  };
}

/** The ids at these positions of the pool, from 0, in the order of the positions. */
export async function readUnits(
  db: Queryable,
  drawId: string,
  positions: readonly number[],
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT convert_from(substring(lines FROM at * ${lineBytes} + 1 FOR ${lineBytes - 1}), 'UTF8') AS id
     FROM draw_lists, unnest(?::integer[]) WITH ORDINALITY AS wanted (at, number)
     WHERE draw_id = ? AND list = 0 ORDER BY number`,
    [[...positions], drawId] as never[],
  );
  return rows.map(({ id }) => id);
}

/** The whole pool in order, in pieces. */
export async function* readPool(
  db: Queryable,
  { id, units }: { id: string; units: number },
): AsyncGenerator<string[]> {
  for (let from = 0; from < units; from += unitsAtATime) {
    const { rows } = await db.raw<{ rows: { text: string }[] }>(
      `SELECT convert_from(substring(lines FROM ?::integer FOR ?::integer), 'UTF8') AS text
       FROM draw_lists WHERE draw_id = ? AND list = 0`,
      [from * lineBytes + 1, unitsAtATime * lineBytes, id],
    );
    yield rows.flatMap(({ text }) => text.trimEnd().split('\n'));
  }
}

/** In which of the frozen lists somebody is, and with how many chances. */
export async function findInLists(
  db: Queryable,
  drawId: string,
  publicId: string,
): Promise<{ reason: ExclusionReason | undefined; units: number } | undefined> {
  const { rows } = await db.raw<{ rows: { list: number; first: number; size: number }[] }>(
    `SELECT list, position(convert_to(? || E'\\n', 'UTF8') IN lines) AS first, units AS size
     FROM draw_lists WHERE draw_id = ?`,
    [publicId, drawId],
  );
  const found = rows.find(({ first }) => first > 0);
  if (!found) return undefined;
  const reason = exclusionReasons[found.list - 1];
  if (found.list > 0) return { reason, units: 0 };
  return { reason: undefined, units: await countLines(db, drawId, { publicId, ...found }) };
}

/** Equal lines follow each other; they are looked at in growing pieces. */
async function countLines(
  db: Queryable,
  drawId: string,
  { publicId, first, size }: { publicId: string; first: number; size: number },
): Promise<number> {
  const start = (first - 1) / lineBytes;
  for (let length = 16; ; length *= 16) {
    const end = Math.min(start + length, size);
    const positions = Array.from({ length: end - start }, (_, index) => start + index);
    const units = await readUnits(db, drawId, positions);
    const other = units.findIndex((unit) => unit !== publicId);
    if (other !== -1) return other;
    if (end === size) return units.length;
  }
}

/**
 * Every participant of an event with `draw_id`, `list` (0 for the pool, else the number of the reason) and
 * `weight`. Who has won a draw that stands, and was not absent, is a previous winner.
 */
function judge(eventId: string, rules: DrawRules): { sql: string; bindings: unknown[] } {
  const { pool, filters, excludePreviousWinners, weight } = rules;
  const cases: { when: string; reason: ExclusionReason; bindings?: readonly unknown[] }[] = [
    { when: "registration_status = 'pending'", reason: 'pending' },
    { when: "registration_status = 'waitlisted'", reason: 'waitlisted' },
    { when: "registration_status = 'cancelled'", reason: 'cancelled' },
  ];
  if (pool === 'checked-in') {
    cases.push({ when: `NOT ${isCheckedIn('participants')}`, reason: 'not_checked_in' });
  }
  for (const { field, value } of filters) {
    const when = '(custom_responses ->> ?::text = ?) IS NOT TRUE';
    cases.push({ when, reason: 'filter', bindings: [field, value] });
  }
  if (excludePreviousWinners) {
    cases.push({
      when: `id IN (${previousWinners})`,
      reason: 'previous_winner',
      bindings: [eventId],
    });
  }
  const weightText = '(custom_responses ->> ?::text)';
  if (weight !== null) {
    const when = `(${weightText} ~ '^[1-9][0-9]{0,6}$') IS NOT TRUE`;
    cases.push({ when, reason: 'no_weight', bindings: [weight] });
  }
  const branches = cases.map(
    ({ when, reason }) => `WHEN ${when} THEN ${exclusionReasons.indexOf(reason) + 1}`,
  );
  const list = `(CASE ${branches.join(' ')} ELSE 0 END)::smallint`;
  const bindings = cases.flatMap((one) => one.bindings ?? []);
  if (weight === null) {
    const sql = `SELECT draw_id, ${list} AS list FROM participants WHERE event_id = ?`;
    return { sql, bindings: [...bindings, eventId] };
  }
  // Who is left out has one line, whatever the weight.
  return {
    sql: `SELECT draw_id, list, CASE list WHEN 0 THEN weight_text::integer ELSE 1 END AS weight
      FROM (SELECT draw_id, ${list} AS list, ${weightText} AS weight_text
        FROM participants WHERE event_id = ?) AS listed`,
    bindings: [...bindings, weight, eventId],
  };
}

const previousWinners = `SELECT participant_id FROM draw_winners JOIN draws ON draws.id = draw_winners.draw_id
  WHERE draws.event_id = ? AND draws.status IN ('drawn', 'confirmed')
  AND draw_winners.state = 'winner' AND participant_id IS NOT NULL`;
