import type { Context } from '../runtime/context.js';
import type { LedgerState } from '../runtime/ledger/ledger-contract.js';
import { cancelRow } from '../runtime/ledger/override-row.js';
import { deriveStatus } from './derive-status.js';
import { mailingErrors } from './errors.js';
import { findMessage } from './find-message.js';
import { messageLedger } from './jobs.js';
import { type ListedMessage, renewMessage } from './message-search-repository.js';

/** What a person may do with a message that does not go on by itself. */
export type MessageAction = 'retry' | 'release' | 'cancel';

/** In which states each makes a message due again. */
const renewable = {
  retry: ['failed', 'cancelled'],
  // It may have been accepted: whoever releases it says that a second copy does less harm than none.
  release: ['held', 'unknown'],
} as const satisfies Record<Exclude<MessageAction, 'cancel'>, readonly LedgerState[]>;

/**
 * Sends an ended message anew, lets a held one go, or cancels one that has not gone out. Suppression and
 * the registration are asked again when it is sent. Errors: MESSAGE_NOT_FOUND, MESSAGE_AMBIGUOUS,
 * MESSAGE_NOT_RELEASABLE, JOB_FINISHED.
 */
export async function overrideMessage(
  context: Context,
  { reference, action }: { reference: string; action: MessageAction },
): Promise<ListedMessage> {
  const message = await findMessage(context, reference);
  const { id } = message;
  if (action === 'cancel') {
    await cancelRow(context.database, messageLedger, id);
  } else if (!(await renewMessage(context.database.knex, id, renewable[action]))) {
    throw mailingErrors.notReleasable({ id, status: deriveStatus(message) });
  }
  return await findMessage(context, id);
}
