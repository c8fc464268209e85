import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Claim, LedgerState } from '../runtime/ledger/ledger-contract.js';
import { claimedRow } from '../runtime/ledger/ledger-repository.js';
import { printingErrors } from './errors.js';
import { type Printer, PrinterConnection, PrinterProfile } from './schema.js';

/** Adds a printer; false when the name is taken. */
export async function insertPrinter(
  trx: Transaction,
  { id, name, connection, profile }: Pick<Printer, 'id' | 'name' | 'connection' | 'profile'>,
): Promise<boolean> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `INSERT INTO printers (id, name, connection, profile) VALUES (?, ?, ?::jsonb, ?::jsonb)
     ON CONFLICT (name) WHERE removed_at IS NULL DO NOTHING`,
    [id, name, JSON.stringify(connection), JSON.stringify(profile)],
  );
  return rowCount === 1;
}

/** The printers that there are, by name. */
export async function selectPrinters(db: Queryable): Promise<Printer[]> {
  const rows = await db('printers').whereNull('removed_at').orderBy('name').select<PrinterRow[]>();
  return rows.map(fromRow);
}

export async function findPrinterBy(
  db: Queryable,
  where: { id: string } | { name: string },
): Promise<Printer | undefined> {
  const row = await db('printers')
    .where(where)
    .whereNull('removed_at')
    .first<PrinterRow | undefined>();
  return row && fromRow(row);
}

/** Locks a printer until the transaction ends: whoever gives it work or takes its last waits here. */
export async function lockPrinter(trx: Transaction, id: string): Promise<Printer | undefined> {
  const { rows } = await trx.raw<{ rows: PrinterRow[] }>(
    'SELECT * FROM printers WHERE id = ? AND removed_at IS NULL FOR NO KEY UPDATE',
    [id],
  );
  return rows[0] && fromRow(rows[0]);
}

/**
 * Says that a printer has something to print; one that is fed or paused goes on as it does. The printer is
 * locked first: a worker that finds nothing more waits for this transaction, or this one for its end. Throws
 * PRINTER_NOT_FOUND when it was removed meanwhile.
 */
export async function wakePrinter(trx: Transaction, id: string): Promise<void> {
  const printer = await lockPrinter(trx, id);
  if (!printer) throw printingErrors.printerNotFound({ name: id, names: [] });
  await trx.raw(
    `UPDATE printers SET state = 'pending', not_before = now(), last_error = NULL, attempts = 0,
       crashes = 0, updated_at = now()
     WHERE id = ? AND state NOT IN ('pending', 'claimed')`,
    [id],
  );
}

/** A badge came out, so what happened before is no sign that the printer kills its workers. */
export async function forgetTroubles(db: Queryable, claim: Claim): Promise<void> {
  await claimedRow(db, 'printers', claim)
    .whereRaw('(crashes > 0 OR attempts > 0 OR last_error IS NOT NULL)')
    .update({ crashes: 0, attempts: 0, last_error: null });
}

export async function markRemoved(trx: Transaction, id: string): Promise<void> {
  await trx('printer_gates').where({ printer_id: id }).delete();
  await trx('printers')
    .where({ id })
    .update({ state: 'done', removed_at: trx.fn.now(), updated_at: trx.fn.now() });
}

/** Has a gate print on a printer, and on no other; without one it prints nowhere. */
export async function setGatePrinter(
  trx: Transaction,
  {
    gateId,
    printerId,
    template,
  }: { gateId: string; printerId: string | null; template: string | null },
): Promise<void> {
  await trx('printer_gates').where({ gate_id: gateId }).delete();
  if (printerId === null) return;
  await trx('printer_gates').insert({ gate_id: gateId, printer_id: printerId, template });
}

/** Whether any gate of the event prints. */
export async function hasPrinterGates(db: Queryable, eventId: string): Promise<boolean> {
  const found = await db('printer_gates')
    .join('gates', 'gates.id', 'printer_gates.gate_id')
    .where({ 'gates.event_id': eventId })
    .first('printer_gates.gate_id');
  return found !== undefined;
}

/** Which gates print where. */
export async function selectPrinterGates(
  db: Queryable,
): Promise<{ printerId: string; event: string; gate: string; template: string | null }[]> {
  return await db('printer_gates')
    .join('gates', 'gates.id', 'printer_gates.gate_id')
    .join('events', 'events.id', 'gates.event_id')
    .whereNull('events.deleted_at')
    .orderBy(['events.slug', 'gates.code'])
    .select(
      'printer_gates.printer_id as printerId',
      'events.slug as event',
      'gates.code as gate',
      'printer_gates.template as template',
    );
}

interface PrinterRow {
  id: string;
  name: string;
  connection: unknown;
  profile: unknown;
  state: LedgerState;
  last_error: string | null;
}

function fromRow(row: PrinterRow): Printer {
  return {
    id: row.id,
    name: row.name,
    connection: PrinterConnection.parse(row.connection),
    profile: PrinterProfile.parse(row.profile),
    state: row.state,
    reason: row.last_error,
  };
}
