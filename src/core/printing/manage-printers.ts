import type { Gate } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { printingErrors } from './errors.js';
import { findFittingTemplate } from './find-fitting-template.js';
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

/** A gate whose badges a printer prints, and what they look like: the template of that name. */
export interface PrintingGate {
  gate: Gate;
  template: string | undefined;
}

/**
 * Adds a printer, with the gate that prints on it. Nothing is asked of it yet. Errors: PRINTER_INVALID,
 * PRINTER_EXISTS; with a gate also BADGE_TEMPLATE_UNKNOWN, BADGE_DOES_NOT_FIT.
 */
export async function addPrinter(
  context: Pick<Context, 'database' | 'ids'>,
  input: PrinterInput,
  place?: PrintingGate,
): Promise<Printer> {
  const plan = planPrinter(input);
  if (place) await findFittingTemplate(context, wantedAt(place), plan.profile);
  const id = context.ids.next();
  await context.database.transaction(async (trx) => {
    const isNew = await insertPrinter(trx, { id, ...plan });
    if (!isNew) throw printingErrors.printerExists({ name: plan.name });
    if (place) await setGatePrinter(trx, rowOf(place, { id }));
  });
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

/**
 * Has a gate print the badges of whom it lets in; without a printer, it prints none any more. Errors:
 * BADGE_TEMPLATE_UNKNOWN, BADGE_DOES_NOT_FIT.
 */
export async function assignGate(
  context: Pick<Context, 'database'>,
  place: PrintingGate,
  printer: Printer | undefined,
): Promise<void> {
  if (printer) await findFittingTemplate(context, wantedAt(place), printer.profile);
  await context.database.transaction(
    async (trx) => await setGatePrinter(trx, rowOf(place, printer)),
  );
}

function wantedAt({ gate, template }: PrintingGate) {
  return { eventId: gate.eventId, template };
}

function rowOf({ gate, template }: PrintingGate, printer: Pick<Printer, 'id'> | undefined) {
  return { gateId: gate.id, printerId: printer?.id ?? null, template: template ?? null };
}

/** Lets a printer go on that was given up on. Errors: PRINTER_BUSY while it prints, or somebody tries it. */
export async function resumePrinter(
  { database }: Pick<Context, 'database'>,
  { id, name }: Printer,
): Promise<void> {
  await database.transaction(async (trx) => {
    const printer = await lockPrinter(trx, id);
    if (printer?.state === 'claimed') throw printingErrors.printerBusy({ name });
    await wakePrinter(trx, id);
  });
}
