import { parseEmail } from '../participants/fields/parse-email.js';
import type { Context } from '../runtime/context.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import { suppressionErrors } from './suppression-errors.js';
import {
  deleteSuppression,
  findSuppression,
  type Suppression,
  type SuppressionChange,
  type SuppressionReason,
  saveSuppressions,
} from './suppression-repository.js';

/**
 * Sees to it that an address gets no more mail; every claim asks again, so messages that wait are
 * stopped too. Harmless when it is on the list: the first reason stays unless the new one is stronger.
 * @param input `email` in its normalised form, as participants have it
 */
export async function suppressAddress(
  trx: Transaction,
  { ids, keyring }: Pick<Context, 'ids' | 'keyring'>,
  input: { email: string; reason: SuppressionReason; note?: string | undefined },
): Promise<SuppressionChange> {
  const { email, reason, note = null } = input;
  const saved = await saveSuppressions(trx, keyring, [{ id: ids.next(), email, reason, note }]);
  if (saved.added > 0) return 'added';
  return saved.strengthened > 0 ? 'strengthened' : 'known';
}

/** Whether an address, in its normalised form, is on the list for whatever reason. */
export async function isSuppressed(
  db: Queryable,
  { keyring }: Pick<Context, 'keyring'>,
  email: string,
): Promise<boolean> {
  return (await findSuppression(db, keyring, email)) !== undefined;
}

/** Puts an address that a person typed on the list. Throws SUPPRESSION_NOT_AN_ADDRESS. */
export async function suppressByHand(
  context: Pick<Context, 'database' | 'ids' | 'keyring'>,
  input: { address: string; note?: string | undefined },
): Promise<{ suppression: Suppression; change: SuppressionChange }> {
  const email = readAddress(input.address);
  return await context.database.transaction(async (trx) => {
    const { note } = input;
    const change = await suppressAddress(trx, context, { email, reason: 'manual', note });
    return { suppression: await requireSuppression(trx, context, email), change };
  });
}

/**
 * What the list says of an address that a person typed. Throws SUPPRESSION_NOT_AN_ADDRESS,
 * SUPPRESSION_NOT_FOUND.
 */
export async function showSuppression(
  context: Pick<Context, 'database' | 'keyring'>,
  address: string,
): Promise<Suppression> {
  return await requireSuppression(context.database.knex, context, readAddress(address));
}

/** Takes an address off the list, so that it gets mail again. Throws SUPPRESSION_NOT_FOUND. */
export async function liftSuppression(
  { database, keyring }: Pick<Context, 'database' | 'keyring'>,
  { email }: Pick<Suppression, 'email'>,
): Promise<void> {
  if (await deleteSuppression(database.knex, keyring, email)) return;
  throw suppressionErrors.notFound({});
}

async function requireSuppression(
  db: Queryable,
  { keyring }: Pick<Context, 'keyring'>,
  email: string,
): Promise<Suppression> {
  const found = await findSuppression(db, keyring, email);
  if (!found) throw suppressionErrors.notFound({});
  return found;
}

function readAddress(text: string): string {
  const parsed = parseEmail(text);
  if (!parsed.ok) throw suppressionErrors.notAnAddress({ reason: parsed.message });
  return parsed.value;
}
