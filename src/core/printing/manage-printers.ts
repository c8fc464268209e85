import type { Gate } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { printingErrors } from './errors.js';
import { type PrinterInput, planPrinter } from './plan-printer.js';
import { countPrintJobs } from './print-job-list-repository.js';
import {
  findPrinterBy,
  insertPrinter,
  lockPrinter,
  markRemoved,
  selectPrinters,
  setGatePrinter,
  wakePrinter,
} from './printer-repository.js';
import type { Printer } from './schema.js';

/** Adds a printer. Nothing is asked of it yet. Errors: PRINTER_INVALID, PRINTER_EXISTS. */
export async function addPrinter(
  { database, ids }: Pick<Context, 'database' | 'ids'>,
  input: PrinterInput,
): Promise<Printer> {
  const plan = planPrinter(input);
  const id = ids.next();
  const isNew = await database.transaction(
    async (trx) => await insertPrinter(trx, { id, ...plan }),
  );
  if (!isNew) throw printingErrors.printerExists({ name: plan.name });
  return { id, ...plan, state: 'done', reason: null };
}

/** The printer of a name, or of an id. Errors: PRINTER_NOT_FOUND with the names that there are. */
export async function findPrinter(
  { database }: Pick<Context, 'database'>,
  name: string,
): Promise<Printer> {
  const wanted = name.trim().normalize('NFC');
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(wanted);
  const found = await findPrinterBy(database.knex, isId ? { id: wanted } : { name: wanted });
  if (found) return found;
  const names = (await selectPrinters(database.knex)).map((printer) => printer.name);
  throw printingErrors.printerNotFound({ name: wanted, names });
}

/** Removes a printer; what it printed stays on record. Errors: PRINTER_IN_USE, PRINTER_BUSY. */
export async function removePrinter(
  { database }: Pick<Context, 'database'>,
  { id, name }: Printer,
): Promise<void> {
  await database.transaction(async (trx) => {
    const printer = await lockPrinter(trx, id);
    if (printer?.state === 'claimed') throw printingErrors.printerBusy({ name });
    const counts = await countPrintJobs(trx, { printerId: id, state: 'queued' });
    const jobs = counts.reduce((sum, count) => sum + count.jobs, 0);
    if (jobs > 0) throw printingErrors.printerInUse({ name, jobs });
    await markRemoved(trx, id);
  });
}

/** Has a gate print the badges of whom it lets in; without a printer, it prints none any more. */
export async function assignGate(
  { database }: Pick<Context, 'database'>,
  {
    gate,
    printer,
    template,
  }: { gate: Gate; printer: Printer | undefined; template?: string | undefined },
): Promise<void> {
  await database.transaction(async (trx) => {
    const printerId = printer?.id ?? null;
    await setGatePrinter(trx, { gateId: gate.id, printerId, template: template ?? null });
  });
}

/** Lets a printer go on that was given up on. */
export async function resumePrinter(
  { database }: Pick<Context, 'database'>,
  { id }: Printer,
): Promise<void> {
  await database.transaction(async (trx) => await wakePrinter(trx, id));
}
