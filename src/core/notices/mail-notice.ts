import type { MailTransport, SubmitOutcome } from '../mailing/mail-transport.js';
import { isSuppressed } from '../mailing/suppress-address.js';
import { untilRecorded } from '../mailing/until-recorded.js';
import { waitForSlot } from '../mailing/wait-for-slot.js';
import type { Context } from '../runtime/context.js';
import { ledgerErrors } from '../runtime/ledger/errors.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim, postponeClaim } from '../runtime/ledger/settle-claim.js';
import { composeNotice } from './compose-notice.js';
import { noticeErrors } from './errors.js';
import { noticeLedger } from './jobs.js';
import {
  beginSubmission,
  forgetRecipient,
  recordRefusal,
  recordTold,
  recordUntold,
  removeClaimed,
} from './notice-repository.js';
import { recipientOf } from './recipient.js';
import type { Notice } from './schema.js';

/** A notice of unknown fate is sent so often altogether: who is told something twice knows it is one. */
const mostSubmissions = 2;
const againAfterMs = 5 * 60_000;
/** A server that is down costs no attempt. */
const unreachableAfterMs = 60_000;

interface Work {
  claim: Claim;
  notice: Notice;
  signal: AbortSignal;
}

/**
 * Sends a notice as mail. It is made before its submission is begun: what cannot be made is not sent.
 * What happens if the process dies here: before the submission is begun, it is claimed anew and sent. After that nobody can know whether the server has it, so it is sent once more
 * under the same Message-ID: news that comes twice does less harm than news that does not come. The
 * second time it ends as `unknown`.
 */
export async function mailNotice(
  context: Context,
  transport: () => Promise<MailTransport>,
  { claim, notice, signal }: Work,
): Promise<'postponed' | undefined> {
  const { knex } = context.database;
  const recipient = recipientOf(context, notice);
  const message = recipient && (await composeNotice(context, notice, recipient));
  if (!message) return await removeClaimed(knex, claim);
  if (notice.submissionBeganAt && notice.submissions >= mostSubmissions) {
    const reason = 'the process that sent it ended before the answer came';
    return await endUntold(context, claim, { state: 'unknown', reason });
  }
  if (await isSuppressed(knex, context, message.to.address)) {
    const reason = 'the address is on the suppression list';
    return await endUntold(context, claim, { state: 'cancelled', reason });
  }
  const carrier = await transport();
  const mail = await carrier.prepare(message);
  await waitForSlot(context, carrier.host, signal);
  if (!(await beginSubmission(knex, claim))) {
    throw ledgerErrors.leaseLost({ kind: noticeLedger.kind, id: claim.id });
  }
  const outcome = await carrier.submit(mail, { signal });
  return await untilRecorded(
    context,
    async () => await recordEnd(context, { claim, notice, outcome }),
  );
}

async function recordEnd(
  context: Context,
  { claim, notice, outcome }: { claim: Claim; notice: Notice; outcome: SubmitOutcome },
): Promise<'postponed' | undefined> {
  const { database } = context;
  switch (outcome.kind) {
    case 'accepted':
      await database.transaction(async (trx) => {
        await completeClaim(trx, noticeLedger, claim);
        await recordTold(trx, claim.id);
      });
      return undefined;
    case 'unknown': {
      const { reason } = outcome;
      if (notice.submissions + 1 >= mostSubmissions) {
        return await endUntold(context, claim, { state: 'unknown', reason });
      }
      await postponeClaim(database.knex, noticeLedger, { claim, afterMs: againAfterMs, reason });
      return 'postponed';
    }
    case 'unreachable': {
      const { reason } = outcome;
      await database.transaction(async (trx) => {
        await recordRefusal(trx, claim);
        await postponeClaim(trx, noticeLedger, { claim, afterMs: unreachableAfterMs, reason });
      });
      return 'postponed';
    }
    case 'deferred':
      await recordRefusal(database.knex, claim);
      throw noticeErrors.mailDeferred({ reason: outcome.reason });
    case 'refused':
      await recordRefusal(database.knex, claim);
      throw noticeErrors.mailRefused({ reason: outcome.reason });
  }
}

async function endUntold(
  { database }: Context,
  claim: Claim,
  { state, reason }: { state: 'unknown' | 'cancelled'; reason: string },
): Promise<undefined> {
  await database.transaction(async (trx) => {
    await completeClaim(trx, noticeLedger, claim, state);
    await recordUntold(trx, claim.id, reason);
    if (state === 'cancelled') await forgetRecipient(trx, claim.id);
  });
}
