import { openPersonalData } from '../participants/seal-participant.js';
import type { Context } from '../runtime/context.js';
import { findRecipient } from './bounce-repository.js';
import { suppressAddress } from './suppress-address.js';
import { suppressionErrors } from './suppression-errors.js';
import type { SuppressionChange } from './suppression-repository.js';
import { readUnsubscribeToken } from './unsubscribe-token.js';

/**
 * Takes whoever got a message off the list of bulk mail; tickets still reach them. As often as wanted:
 * mail programs and scanners follow such links more than once. `forgotten`: the participant was erased
 * meanwhile, so there is nobody to write to. Throws UNSUBSCRIBE_TOKEN_INVALID.
 */
export async function unsubscribe(
  context: Pick<Context, 'database' | 'ids' | 'keyring'>,
  token: string,
): Promise<SuppressionChange | 'forgotten'> {
  const { database, keyring } = context;
  const messageId = readUnsubscribeToken(keyring, token);
  if (messageId === undefined) throw suppressionErrors.badToken({});
  return await database.transaction(async (trx) => {
    const recipient = await findRecipient(trx, messageId);
    if (!recipient) return 'forgotten';
    const { email } = openPersonalData(keyring, recipient.participantId, recipient);
    return await suppressAddress(trx, context, { email, reason: 'unsubscribed' });
  });
}
