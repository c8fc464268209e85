import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Draw, DrawAct, DrawOutcome, DrawRules } from './schema.js';

/** A draw with the secret that nobody may read before it is drawn. */
export interface StoredDraw extends Draw {
  secretEncrypted: Buffer | undefined;
}

export type NewDraw = Omit<
  StoredDraw,
  'status' | 'committedAt' | 'outcome' | 'voidReason' | 'announcementShared'
>;

/** Stores a draw that was committed to; the time is the database's. */
export async function insertDraw(trx: Transaction, draw: NewDraw): Promise<void> {
  await trx('draws').insert({
    id: draw.id,
    event_id: draw.eventId,
    prize: draw.prize,
    algorithm: draw.algorithm,
    winner_count: draw.count,
    alternate_count: draw.alternateCount,
    rules: JSON.stringify(draw.rules),
    entropy_source: draw.entropySource ?? null,
    people: draw.people,
    units: draw.units,
    excluded: JSON.stringify(draw.excluded),
    pool_hash: Buffer.from(draw.poolHash, 'hex'),
    commitment: draw.commit === undefined ? null : Buffer.from(draw.commit, 'hex'),
    secret_encrypted: draw.secretEncrypted ?? null,
    at_once: draw.atOnce,
    committed_by: draw.committedBy,
  });
}

/**
 * Lets commitments for one event follow each other until the transaction ends, so that a draw that leaves
 * out earlier winners sees those of the one before.
 */
export async function lockDrawsOf(trx: Transaction, eventId: string): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('draws ' || ?, 0))", [eventId]);
}

/** The draw, kept to this transaction: who comes next sees what this one has done. */
export async function lockDraw(trx: Transaction, id: string): Promise<StoredDraw | undefined> {
  const row = await trx('draws').where({ id }).forUpdate().first<DrawRow | undefined>('*');
  return row && fromRow(row);
}

/** Draws whose id begins and ends like this. */
export async function searchDraws(
  db: Queryable,
  { start, end, limit }: { start: string; end: string; limit: number },
): Promise<StoredDraw[]> {
  const rows = await db('draws')
    .whereRaw('starts_with(id::text, ?) AND right(id::text, ?) = ?', [start, end.length, end])
    .orderBy('id')
    .limit(limit)
    .select<DrawRow[]>('*');
  return rows.map(fromRow);
}

/** All draws of an event, the voided ones too, in the order of their commitments. */
export async function selectDraws(db: Queryable, eventId: string): Promise<StoredDraw[]> {
  const rows = await db('draws')
    .where({ event_id: eventId })
    .orderBy(['committed_at', 'id'])
    .select<DrawRow[]>('*');
  return rows.map(fromRow);
}

/** Stores what was drawn, once. From now on the secret is no secret. Call with the draw locked. */
export async function markDrawn(
  trx: Transaction,
  id: string,
  { entropy, secret, seed, drawnBy }: Omit<DrawOutcome, 'drawnAt'>,
): Promise<void> {
  await trx('draws')
    .where({ id, status: 'committed' })
    .update({
      status: 'drawn',
      entropy,
      secret: secret === undefined ? null : Buffer.from(secret, 'hex'),
      secret_encrypted: null,
      seed: seed === undefined ? null : Buffer.from(seed, 'hex'),
      drawn_by: drawnBy,
      drawn_at: trx.raw('clock_timestamp()'),
    });
}

/** Changes the state of a draw. Call with the draw locked. */
export async function updateDraw(
  trx: Transaction,
  id: string,
  change: { status: 'confirmed' } | { status: 'voided'; reason: string } | 'announced',
): Promise<void> {
  if (change === 'announced') {
    await trx('draws').where({ id }).update({ announcement_shared: true });
    return;
  }
  const reason = 'reason' in change ? change.reason : null;
  await trx('draws').where({ id }).update({ status: change.status, void_reason: reason });
}

/** Appends to the log of a draw. Call with the draw locked, or new. */
export async function appendAct(
  trx: Transaction,
  drawId: string,
  { act, by, reason, facts }: Omit<DrawAct, 'at'>,
): Promise<void> {
  await trx.raw(
    `INSERT INTO draw_log (draw_id, number, act, by, reason, facts)
     SELECT :drawId, coalesce(max(number), 0) + 1, :act, :by, :reason, :facts::jsonb
     FROM draw_log WHERE draw_id = :drawId`,
    { drawId, act, by, reason: reason ?? null, facts: JSON.stringify(facts) } as never,
  );
}

/** What was done to a draw, from the first on. */
export async function selectActs(db: Queryable, drawId: string): Promise<DrawAct[]> {
  const rows = await db('draw_log')
    .where({ draw_id: drawId })
    .orderBy('number')
    .select<(Omit<DrawAct, 'reason'> & { reason: string | null })[]>(
      'act',
      'by',
      'at',
      'reason',
      'facts',
    );
  return rows.map((row) => ({ ...row, reason: row.reason ?? undefined }));
}

interface DrawRow {
  id: string;
  event_id: string;
  prize: string;
  algorithm: Draw['algorithm'];
  status: Draw['status'];
  winner_count: number;
  alternate_count: number;
  rules: DrawRules;
  entropy_source: string | null;
  people: number;
  units: number;
  excluded: Draw['excluded'];
  pool_hash: Buffer;
  commitment: Buffer | null;
  secret_encrypted: Buffer | null;
  secret: Buffer | null;
  seed: Buffer | null;
  entropy: string | null;
  at_once: boolean;
  committed_by: string;
  committed_at: Date;
  drawn_by: string | null;
  drawn_at: Date | null;
  announcement_shared: boolean;
  void_reason: string | null;
}

function fromRow(row: DrawRow): StoredDraw {
  return {
    id: row.id,
    eventId: row.event_id,
    prize: row.prize,
    algorithm: row.algorithm,
    status: row.status,
    count: row.winner_count,
    alternateCount: row.alternate_count,
    rules: row.rules,
    entropySource: row.entropy_source ?? undefined,
    people: row.people,
    units: row.units,
    excluded: row.excluded,
    poolHash: row.pool_hash.toString('hex'),
    commit: row.commitment?.toString('hex'),
    secretEncrypted: row.secret_encrypted ?? undefined,
    atOnce: row.at_once,
    committedBy: row.committed_by,
    committedAt: row.committed_at,
    outcome: row.drawn_at === null ? undefined : outcomeOf(row, row.drawn_at),
    voidReason: row.void_reason ?? undefined,
    announcementShared: row.announcement_shared,
  };
}

function outcomeOf(row: DrawRow, drawnAt: Date): DrawOutcome {
  return {
    entropy: row.entropy ?? '',
    secret: row.secret?.toString('hex'),
    seed: row.seed?.toString('hex'),
    drawnBy: row.drawn_by ?? '',
    drawnAt,
  };
}
