import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Gate } from './schema.js';

interface GateRow {
  id: string;
  event_id: string;
  code: string;
  name: string;
  capacity_per_minute: number | null;
  active: boolean;
  created_at: Date;
  updated_at: Date;
}

/** False when the event has a gate of this code; nothing is written then. */
export async function insertGate(db: Queryable, gate: Gate): Promise<boolean> {
  const inserted = await db('gates')
    .insert({
      id: gate.id,
      event_id: gate.eventId,
      code: gate.code,
      name: gate.name,
      capacity_per_minute: gate.capacityPerMinute ?? null,
      active: gate.active,
      created_at: gate.createdAt,
      updated_at: gate.updatedAt,
    })
    .onConflict(['event_id', 'code'])
    .ignore()
    .returning('id');
  return inserted.length > 0;
}

/** The gates of an event by code. */
export async function selectGates(db: Queryable, eventId: string): Promise<Gate[]> {
  const rows = await db<GateRow>('gates')
    .select<GateRow[]>('*')
    .where({ event_id: eventId })
    .orderBy('code');
  return rows.map(toGate);
}

export async function lockGate(trx: Transaction, gateId: string): Promise<Gate | undefined> {
  const row = await trx<GateRow>('gates').where({ id: gateId }).forUpdate().first<GateRow>('*');
  return row === undefined ? undefined : toGate(row);
}

export async function updateGateRow(trx: Transaction, gate: Gate): Promise<void> {
  await trx('gates')
    .where({ id: gate.id })
    .update({
      name: gate.name,
      capacity_per_minute: gate.capacityPerMinute ?? null,
      active: gate.active,
      updated_at: gate.updatedAt,
    });
}

function toGate(row: GateRow): Gate {
  return {
    id: row.id,
    eventId: row.event_id,
    code: row.code,
    name: row.name,
    capacityPerMinute: row.capacity_per_minute ?? undefined,
    active: row.active,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
