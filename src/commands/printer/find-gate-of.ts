import { findEvent } from '../../core/events/find-event.js';
import { findGate } from '../../core/events/find-gate.js';
import type { Gate } from '../../core/events/schema.js';
import { printingErrors } from '../../core/printing/errors.js';
import type { Context } from '../../core/runtime/context.js';

/** The gate of `--event` and `--gate`, where they are given; one without the other is PRINTER_INVALID. */
export async function findGateOf(
  context: Context,
  { event, gate }: { event: string | undefined; gate: string | undefined },
): Promise<{ gate: Gate } | undefined> {
  if (event === undefined && gate === undefined) return undefined;
  if (event === undefined || gate === undefined) {
    throw printingErrors.printerInvalid({ problems: ['--event and --gate go together'] });
  }
  const found = await findEvent(context, event);
  return { gate: await findGate(context, found, gate) };
}
