import type { Context } from '../core/runtime/context.js';
import type { Maintenance } from './catalogue.js';

/** Does one task after the other. Never throws: what fails is logged and tried again next time. */
export async function runMaintenance(
  context: Context,
  tasks: readonly Maintenance[],
): Promise<void> {
  for (const { name, load } of tasks) {
    try {
      const { run } = await load();
      await run(context);
    } catch (err) {
      context.logger.warn({ err, worker: name }, 'maintenance failed; it is tried again later');
    }
  }
}
