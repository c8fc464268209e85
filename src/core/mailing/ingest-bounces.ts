import { openPersonalData } from '../participants/seal-participant.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import type { BounceReport } from './bounce-report.js';
import {
  countSoftBounce,
  findRecipient,
  lockReportedMessage,
  type ReportedMessage,
  recordOfCampaign,
  recordReportedOutcome,
} from './bounce-repository.js';
import { decideCampaignPause } from './decide-campaign-pause.js';
import { parseBounce } from './parse-bounce.js';
import { suppressAddress } from './suppress-address.js';

/** A mail from wherever bounces arrive. */
export interface ReportMail {
  /** As it came. What is longer than `maxReportBytes` may be cut off behind that. */
  content: Uint8Array;
  /** Called when nothing more is to be learned from it, after the commit: it is not read again. */
  settle(): Promise<void>;
}

/** What became of a mail; the names are those of the summary. */
export type ReportResult =
  | 'hardBounces'
  | 'softBounces'
  | 'complaints'
  | 'delays'
  /** Was counted before. */
  | 'known'
  /** Its message is still being sent; read the report again later. */
  | 'tooEarly'
  /** About no message that was sent from here. */
  | 'unmatched'
  /** No report at all. */
  | 'others';

export interface IngestSummary extends Record<ReportResult, number> {
  mails: number;
  pausedCampaigns: string[];
}

export type PauseCampaign = (
  context: Context,
  input: { id: string; reason: string },
) => Promise<unknown>;

/** So many mails are recorded before campaigns are judged and the mails are settled. */
const batchSize = 100;

/**
 * Records what mails report about messages of ours, each in a transaction of its own, and pauses
 * campaigns that bounce too much.
 *
 * A mail is settled only after its campaign was judged. Whoever dies before reads it again, finds it
 * known, and judges the campaign then.
 */
export async function ingestBounces(
  context: Context,
  mails: AsyncIterable<ReportMail>,
  { pause, signal }: { pause: PauseCampaign; signal?: AbortSignal | undefined },
): Promise<IngestSummary> {
  const summary = emptySummary();
  const campaigns = new Set<string>();
  let unsettled: ReportMail[] = [];

  async function finishBatch(): Promise<void> {
    for (const id of campaigns) {
      if (await judgeCampaign(context, id, pause)) summary.pausedCampaigns.push(id);
    }
    campaigns.clear();
    for (const mail of unsettled) await mail.settle();
    unsettled = [];
  }

  for await (const mail of mails) {
    if (signal?.aborted) break;
    const { result, campaignId } = await recordReport(context, await parseBounce(mail.content));
    summary.mails += 1;
    summary[result] += 1;
    if (campaignId) campaigns.add(campaignId);
    if (result !== 'tooEarly') unsettled.push(mail);
    if (unsettled.length >= batchSize) await finishBatch();
  }
  await finishBatch();
  return summary;
}

interface Recorded {
  result: ReportResult;
  campaignId?: string | null;
}

/** Records one report. The same one again changes nothing. */
export async function recordReport(context: Context, report: BounceReport): Promise<Recorded> {
  if (report.kind === 'other') return { result: 'others' };
  if (report.kind === 'delay') return { result: 'delays' };
  const { messageId } = report;
  if (messageId === undefined) return { result: 'unmatched' };
  return await context.database.transaction(async (trx) => {
    const message = await lockReportedMessage(trx, messageId);
    const result = decideReport(report, message);
    if (result === 'softBounces') await countSoftBounce(trx, messageId);
    if (result === 'hardBounces') await recordReportedOutcome(trx, messageId, 'bounced');
    if (result === 'complaints') await recordReportedOutcome(trx, messageId, 'complained');
    if (result === 'hardBounces' || result === 'complaints') {
      await suppressRecipient(trx, context, { messageId, report });
    }
    return { result, campaignId: message?.campaignId ?? null };
  });
}

type Failure = Extract<BounceReport, { kind: 'bounce' | 'complaint' }>;

/**
 * What a report changes about a message, judged by how the message stands. Only what was really
 * submitted can bounce. A soft bounce is counted once for each message: a server gives up on it once,
 * and nothing else tells a second report from the first one read again.
 */
export function decideReport(report: Failure, message: ReportedMessage | undefined): ReportResult {
  if (!message || message.submissions === 0) return 'unmatched';
  if (message.state === 'pending' || message.state === 'claimed') return 'tooEarly';
  const { outcome, bounces } = message;
  if (report.kind === 'complaint') return outcome === 'complained' ? 'known' : 'complaints';
  if (outcome === 'bounced' || outcome === 'complained') return 'known';
  if (report.hardness === 'hard') return 'hardBounces';
  return bounces > 0 ? 'known' : 'softBounces';
}

async function suppressRecipient(
  trx: Transaction,
  context: Context,
  { messageId, report }: { messageId: string; report: Failure },
): Promise<void> {
  const { keyring } = context;
  const recipient = await findRecipient(trx, messageId);
  if (!recipient) return;
  const { email } = openPersonalData(keyring, recipient.participantId, recipient);
  if (report.kind === 'complaint') {
    await suppressAddress(trx, context, { email, reason: 'complaint' });
    return;
  }
  const { writtenTo = email } = report;
  // The address was corrected after the mail had gone out: the new one has not bounced.
  if (writtenTo !== email) return;
  await suppressAddress(trx, context, { email, reason: 'hard_bounce' });
}

async function judgeCampaign(context: Context, id: string, pause: PauseCampaign): Promise<boolean> {
  const record = await recordOfCampaign(context.database.knex, id);
  const decision = record && decideCampaignPause(record);
  if (decision?.act !== 'pause') return false;
  await pause(context, { id, reason: decision.reason });
  return true;
}

function emptySummary(): IngestSummary {
  return {
    mails: 0,
    hardBounces: 0,
    softBounces: 0,
    complaints: 0,
    delays: 0,
    known: 0,
    tooEarly: 0,
    unmatched: 0,
    others: 0,
    pausedCampaigns: [],
  };
}
