import type { Context } from '../runtime/context.js';
import { cryptoErrors } from '../runtime/crypto/errors.js';
import { EvmError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';
import { describeFailure } from '../runtime/ledger/describe-failure.js';
import { ledgerErrors } from '../runtime/ledger/errors.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim, postponeClaim } from '../runtime/ledger/settle-claim.js';
import { openLink } from './adapters/open-link.js';
import { askPrinter, listens, type Patience, sendBadge, usualPatience } from './converse.js';
import {
  beginSending,
  countFailure,
  giveJobBack,
  hasQueued,
  settleJob,
  settleLeftOvers,
  takeJob,
} from './feeding-repository.js';
import { printerLedger } from './jobs.js';
import { languages } from './languages/languages.js';
import { createPress, type Press } from './press-badge.js';
import type { PrinterLink } from './printer-link.js';
import { describeProblem } from './printer-problems.js';
import { findPrinterBy, forgetTroubles, lockPrinter } from './printer-repository.js';
import type { Printer, PrinterProblem, PrintJob } from './schema.js';

/** So long a printer that cannot print is left alone, before it is asked again. */
const pauseMs = 5_000;

/** What printing needs of the world. */
export interface PrintingTools {
  createPress(context: Context, printer: Printer): Press;
  openLink(printer: Printer): Promise<PrinterLink>;
  patience: Patience;
}

export const usualTools: PrintingTools = {
  createPress,
  openLink: async ({ connection }) => await openLink(connection, usualPatience),
  patience: usualPatience,
};

/**
 * Prints what waits for one claimed printer, badge after badge, until nothing does. A printer that cannot
 * print is given back with the reason; its badges stay, and it is asked again in a few seconds. Between two
 * badges it stops when `signal` is aborted. Throws LEASE_LOST.
 */
export async function feedPrinter(
  context: Context,
  tools: PrintingTools,
  claim: Claim,
  { signal }: { signal: AbortSignal },
): Promise<'postponed' | undefined> {
  const { database } = context;
  const printer = await findPrinterBy(database.knex, { id: claim.id });
  if (!printer) throw ledgerErrors.leaseLost({ kind: printerLedger.kind, id: claim.id });
  await settleLeftOvers(database.knex, claim);
  const feed = openFeed(context, tools, { printer, claim, signal });
  try {
    for (;;) {
      signal.throwIfAborted();
      const job = await takeJob(database.knex, claim);
      if (!job) {
        if (await endWhenIdle(context, claim)) return undefined;
        continue;
      }
      const problem = await feed.print(job);
      if (problem === undefined) continue;
      const reason = describeProblem(problem);
      await postponeClaim(database.knex, printerLedger, { claim, afterMs: pauseMs, reason });
      return 'postponed';
    }
  } finally {
    feed.close();
  }
}

/** Nothing can be queued between the look and the end: both sides have the printer locked. */
async function endWhenIdle({ database }: Context, claim: Claim): Promise<boolean> {
  return await database.transaction(async (trx) => {
    await lockPrinter(trx, claim.id);
    if (await hasQueued(trx, claim.id)) return false;
    await completeClaim(trx, printerLedger, claim);
    return true;
  });
}

function openFeed(
  context: Context,
  tools: PrintingTools,
  { printer, claim, signal }: { printer: Printer; claim: Claim; signal: AbortSignal },
) {
  const { knex } = context.database;
  const { profile } = printer;
  const language = languages[profile.language];
  const press = tools.createPress(context, printer);
  let link: PrinterLink | undefined;

  function close(): void {
    link?.destroy();
    link = undefined;
  }

  /** Prints one badge; returns why the printer cannot, with the badge back in its place. */
  async function print(job: PrintJob): Promise<PrinterProblem | undefined> {
    const bytes = await make(job);
    if (!bytes) return undefined;
    const problem = await getReady();
    if (problem !== undefined || !link) {
      close();
      await giveJobBack(knex, claim, job.id);
      return problem ?? 'offline';
    }
    if (!(await beginSending(knex, claim, job))) {
      const reason = 'a newer copy of the ticket was issued';
      await settleJob(knex, claim, { id: job.id, from: 'claimed', state: 'cancelled', reason });
      return undefined;
    }
    // From here to the end of the badge a death leaves it in `sending`, so the next worker calls it unknown.
    const conversation = { link, language, profile, patience: tools.patience };
    const fate = await sendBadge(conversation, bytes, signal);
    const end = { id: job.id, from: 'sending' } as const;
    if (fate.kind === 'confirmed') {
      await settleJob(knex, claim, { ...end, state: 'confirmed' });
      await forgetTroubles(knex, claim);
      if (!listens(conversation)) close();
      return undefined;
    }
    close();
    await settleJob(knex, claim, { ...end, state: 'unknown', reason: fate.reason });
    // Where nothing was asked before, the next badge would end like this one.
    return listens(conversation) ? undefined : 'offline';
  }

  async function make(job: PrintJob): Promise<Buffer | undefined> {
    try {
      const pressed = await press(job);
      if (pressed.kind === 'bytes') return pressed.bytes;
      const { reason } = pressed;
      await settleJob(knex, claim, { id: job.id, from: 'claimed', state: 'cancelled', reason });
    } catch (error) {
      // Not about this badge: all of them would meet it.
      if (error instanceof EvmError && error.exitCode === exitCodes.unavailable) throw error;
      if (ledgerErrors.leaseLost.matches(error) || cryptoErrors.keyUnknown.matches(error))
        throw error;
      const reason = describeFailure(error);
      if (!(error instanceof EvmError)) await countFailure(knex, claim, { id: job.id, reason });
      else await settleJob(knex, claim, { id: job.id, from: 'claimed', state: 'failed', reason });
    }
    return undefined;
  }

  async function getReady(): Promise<PrinterProblem | undefined> {
    // A line that was idle for a while may be dead without our knowing; the question finds out.
    const isKept = link !== undefined;
    try {
      link ??= await tools.openLink(printer);
    } catch {
      return 'offline';
    }
    const problem = await askPrinter({ link, language, profile, patience: tools.patience }, signal);
    if (problem !== 'offline' || !isKept) return problem;
    close();
    return await getReady();
  }

  return { print, close };
}
