import type { Context } from '../runtime/context.js';
import { forgetOldRecipients } from './notice-repository.js';

/** So long a confirmation that could not be sent can be tried again. */
const days = 30;

/** Wipes the addresses of notices that ended untold a month ago; returns of how many. Maintenance. */
export async function forgetRecipients({ database }: Pick<Context, 'database'>): Promise<number> {
  return await forgetOldRecipients(database.knex, days);
}
