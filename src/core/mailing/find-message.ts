import type { Context } from '../runtime/context.js';
import { mailingErrors } from './errors.js';
import { findMessageRows, type ListedMessage } from './message-search-repository.js';

const idBeginning = /^[0-9a-f][0-9a-f-]{3,35}$/;

/** The message of an id or of an unambiguous beginning. Throws MESSAGE_NOT_FOUND, MESSAGE_AMBIGUOUS. */
export async function findMessage(
  { database }: Pick<Context, 'database'>,
  reference: string,
): Promise<ListedMessage> {
  const beginning = reference.trim().toLowerCase();
  const found = idBeginning.test(beginning) ? await findMessageRows(database.knex, beginning) : [];
  if (found.length > 1) throw mailingErrors.ambiguous({ reference });
  const [message] = found;
  if (!message) throw mailingErrors.notFound({ reference });
  return message;
}
