import { findEvent } from '../../core/events/find-event.js';
import { findGate } from '../../core/events/find-gate.js';
import { printingErrors } from '../../core/printing/errors.js';
import type { PrintingGate } from '../../core/printing/manage-printers.js';
import type { Context } from '../../core/runtime/context.js';

/** The gate of `--event`, `--gate` and `--template`, where they are given; an incomplete one is PRINTER_INVALID. */
export async function findGateOf(
  context: Context,
  {
    event,
    gate,
    template,
  }: { event: string | undefined; gate: string | undefined; template: string | undefined },
): Promise<PrintingGate | undefined> {
  if (event === undefined && gate === undefined && template === undefined) return undefined;
  if (event === undefined || gate === undefined) {
    throw printingErrors.printerInvalid({
      problems: ['--event and --gate go together, and --template with them'],
    });
  }
  const found = await findEvent(context, event);
  return { gate: await findGate(context, found, gate), template };
}
