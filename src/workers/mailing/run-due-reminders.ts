import { runReminders } from '../../core/mailing/run-reminders.js';
import type { Context } from '../../core/runtime/context.js';

/** Queues the reminders that are due; what was missed must not pass unseen. */
export async function run(context: Context): Promise<void> {
  const { reminders, missed, cancelled } = await runReminders(context);
  const { logger } = context;
  for (const { event, template, messages } of reminders) {
    logger.info({ event, count: messages }, `${template} queued`);
  }
  for (const { event, template, messages, reason } of cancelled) {
    logger.info({ event, count: messages }, `${template} cancelled: ${reason}`);
  }
  for (const { event, template, reason } of missed) {
    logger.warn({ event }, `${template} was not sent in time: ${reason}`);
  }
}
