import type { Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { ledgerErrors } from '../runtime/ledger/errors.js';
import type { Claim, SettledState } from '../runtime/ledger/ledger-contract.js';
import { completeClaim, postponeClaim } from '../runtime/ledger/settle-claim.js';
import { composeMessage } from './compose-message.js';
import {
  decideSending,
  maySendAgain,
  type SendingDecision,
  wantedStatus,
} from './decide-sending.js';
import { mailingErrors } from './errors.js';
import { messageLedger } from './jobs.js';
import { type MailDesk, openDesk } from './mail-desk.js';
import { recordHostFailure, recordHostSuccess } from './mail-host-repository.js';
import type { MailTransport, RawMail, SubmitOutcome } from './mail-transport.js';
import { type FoundMessage, findSendable } from './message-repository.js';
import { templates } from './schema.js';
import {
  recordOutcome,
  recordReason,
  recordRefusal,
  withdrawUnwanted,
} from './submission-repository.js';
import { suppressAddress } from './suppress-address.js';
import { untilRecorded } from './until-recorded.js';
import { waitForSlot } from './wait-for-slot.js';

/** How long a host that is down is left alone at first; doubles with each failure, to 15 minutes. */
const firstPauseSeconds = 5;
/** When a message of unknown fate is sent once more. */
const againAfterMs = 5 * 60_000;

/**
 * Sends one claimed message, or ends it in the state that it deserves.
 *
 * What happens if the process dies here: before the submission is begun, the message is claimed anew
 * and sent. After that, until the outcome is recorded, nobody can know whether the server has it: it
 * ends as `unknown`, or a ticket is sent once more under the same Message-ID. Never silently twice.
 */
export async function sendMessage(
  context: Context,
  transport: MailTransport,
  claim: Claim,
  options: { signal: AbortSignal },
): Promise<'postponed' | undefined> {
  const desk = openDesk(context, transport);
  const message = await desk.find(claim.id);
  const decision = message && decideSending(message);
  if (decision && decision.act !== 'send') return await endUnsent(context, claim, decision);
  const participant = message && (await desk.readParticipant(message.participantId));
  // The participant was erased, and the message with them.
  if (!participant) throw ledgerErrors.leaseLost({ kind: messageLedger.kind, id: claim.id });
  const mail = await make(context, { desk, transport, message, participant });
  const outcome = await submit(context, { desk, transport, claim, message, mail, ...options });
  if (outcome === 'unwanted') return await judgeAnew(context, claim);
  const ending = { claim, message, outcome, email: participant.email, host: transport.host };
  return await untilRecorded(context, async () => await recordEnd(context, desk, ending));
}

async function make(
  context: Context,
  parts: {
    desk: MailDesk;
    transport: MailTransport;
    message: FoundMessage;
    participant: Participant;
  },
): Promise<RawMail> {
  const { desk, transport, message, participant } = parts;
  const { id, eventId, template, ingredientsVersion: version } = message;
  const ingredients = await desk.larder.find({ eventId, template, version });
  const ready = await composeMessage(context, { id, template, participant, ingredients });
  return await transport.prepare(ready);
}

/** So long after it was asked, whether a message is wanted is asked again. */
const freshMs = 1_000;

/** Hands a message over in its turn; `unwanted` when something has happened that keeps it back. */
async function submit(
  context: Context,
  parts: {
    desk: MailDesk;
    transport: MailTransport;
    claim: Claim;
    message: FoundMessage;
    mail: RawMail;
    signal: AbortSignal;
  },
): Promise<SubmitOutcome | 'unwanted'> {
  const { desk, transport, claim, message, mail, signal } = parts;
  const { clock, database } = context;
  const submission = {
    claim,
    isBulk: templates[message.template] === 'bulk',
    registrationStatus: wantedStatus(message),
  };
  const place = await desk.line.join(signal);
  try {
    await waitForSlot(context, transport.host, signal);
    const isBegun = await place.begin(async () => await desk.begin(submission));
    if (!isBegun) return 'unwanted';
    const askedAt = clock.now().getTime();
    await place.turn(signal);
    const isStale = clock.now().getTime() - askedAt > freshMs;
    if (isStale && (await withdrawUnwanted(database.knex, submission))) return 'unwanted';
    return await transport.submit(mail, { signal });
  } finally {
    place.leave();
  }
}

/** Something changed between the first look and the last: look again, and end it accordingly. */
async function judgeAnew(context: Context, claim: Claim): Promise<'postponed' | undefined> {
  const message = await findSendable(context.database.knex, claim.id);
  const decision = message && decideSending(message);
  if (!decision || decision.act === 'send') {
    throw ledgerErrors.leaseLost({ kind: messageLedger.kind, id: claim.id });
  }
  return await endUnsent(context, claim, decision);
}

async function endUnsent(
  { database }: Context,
  claim: Claim,
  decision: Exclude<SendingDecision, { act: 'send' }>,
): Promise<undefined> {
  const states = {
    suppress: 'cancelled',
    cancel: 'cancelled',
    hold: 'held',
    leave_unknown: 'unknown',
  } as const satisfies Record<typeof decision.act, SettledState>;
  await database.transaction(async (trx) => {
    await completeClaim(trx, messageLedger, claim, states[decision.act]);
    if (decision.act === 'suppress') await recordOutcome(trx, claim.id, 'suppressed');
    await recordReason(trx, claim.id, decision.reason);
  });
}

interface Ending {
  claim: Claim;
  message: FoundMessage;
  outcome: SubmitOutcome;
  email: string;
  host: string;
}

async function recordEnd(
  context: Context,
  desk: MailDesk,
  ending: Ending,
): Promise<'postponed' | undefined> {
  const { database } = context;
  const { claim, message, outcome, host } = ending;
  switch (outcome.kind) {
    case 'accepted': {
      if (message.isAnyHostBlamed) await recordHostSuccess(database.knex, host);
      const ours = await desk.recordAccepted(claim);
      if (!ours) throw ledgerErrors.leaseLost({ kind: messageLedger.kind, id: claim.id });
      return undefined;
    }
    case 'unknown': {
      const { reason } = outcome;
      if (maySendAgain(templates[message.template], message.submissions + 1)) {
        await postponeClaim(database.knex, messageLedger, { claim, afterMs: againAfterMs, reason });
        return 'postponed';
      }
      return await endUnsent(context, claim, { act: 'leave_unknown', reason });
    }
    case 'unreachable': {
      const { reason } = outcome;
      await database.transaction(async (trx) => {
        await recordRefusal(trx, claim, outcome);
        await postponeClaim(trx, messageLedger, { claim, afterMs: 0, reason });
        await recordHostFailure(trx, { host, reason, pauseSeconds: firstPauseSeconds });
      });
      return 'postponed';
    }
    case 'deferred':
      await recordRefusal(database.knex, claim, outcome);
      throw mailingErrors.deferred({ phase: outcome.phase, reason: outcome.reason });
    case 'refused':
      await database.transaction(async (trx) => {
        await recordRefusal(trx, claim, outcome);
        if (outcome.isAddressBad) await suppressBadAddress(trx, context, ending);
      });
      throw mailingErrors.refused({ phase: outcome.phase, reason: outcome.reason });
  }
}

async function suppressBadAddress(trx: Transaction, context: Context, { email }: Ending) {
  await suppressAddress(trx, context, { email, reason: 'hard_bounce' });
}
