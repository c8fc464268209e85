import type { Context } from '../runtime/context.js';
import { countPrintJobs } from './print-job-list-repository.js';
import { selectPrinterGates, selectPrinters } from './printer-repository.js';
import type { Printer, PrinterConnection, PrinterProfile } from './schema.js';

/** What a printer does at this moment. */
export type PrinterActivity = 'idle' | 'waiting' | 'printing' | 'paused' | 'stopped';

/** A printer as it is shown. */
export interface PrinterDocument {
  id: string;
  name: string;
  connection: PrinterConnection;
  profile: PrinterProfile;
  activity: PrinterActivity;
  /** Why it is paused (it goes on by itself) or stopped (`evm printer resume`). */
  reason: string | null;
  jobs: { queued: number; printing: number; confirmed: number; unknown: number; failed: number };
  gates: { event: string; gate: string; template: string | null }[];
}

/** All printers by name, with what waits for them. */
export async function listPrinters({
  database,
}: Pick<Context, 'database'>): Promise<PrinterDocument[]> {
  const printers = await selectPrinters(database.knex);
  const counts = await countPrintJobs(database.knex, {});
  const gates = await selectPrinterGates(database.knex);
  return printers.map((printer) => {
    const own = counts.filter(({ printerId }) => printerId === printer.id);
    const count = (...states: readonly string[]) =>
      own
        .filter(({ state, undecided }) =>
          states.includes(state === 'unknown' && !undecided ? '' : state),
        )
        .reduce((sum, { jobs }) => sum + jobs, 0);
    return {
      id: printer.id,
      name: printer.name,
      connection: printer.connection,
      profile: printer.profile,
      activity: activityOf(printer),
      reason: printer.reason,
      jobs: {
        queued: count('queued'),
        printing: count('claimed', 'sending'),
        confirmed: count('confirmed'),
        unknown: count('unknown'),
        failed: count('failed'),
      },
      gates: gates
        .filter(({ printerId }) => printerId === printer.id)
        .map(({ printerId: _, ...gate }) => gate),
    };
  });
}

function activityOf({ state, reason }: Printer): PrinterActivity {
  if (state === 'claimed') return 'printing';
  if (state === 'pending') return reason === null ? 'waiting' : 'paused';
  return state === 'done' ? 'idle' : 'stopped';
}
