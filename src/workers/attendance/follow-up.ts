import { followUp } from '../../core/attendance/follow-up.js';
import { closeLiveBell } from '../../core/attendance/ring-live.js';
import { closePrinterBell } from '../../core/printing/ring-printers.js';
import type { Context } from '../../core/runtime/context.js';
import type { Process } from '../catalogue.js';

/** Does what facts of attendance ask of one handler: statistics, alerts, live views or badges. */
export const process: Process = async (context, claim) => await followUp(context, claim);

/** Closes the connections through which services are told of live events, and workers of badges. */
export async function close(context: Context): Promise<void> {
  await closeLiveBell(context);
  await closePrinterBell(context);
}
