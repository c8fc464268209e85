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
import { suppressAddress } from './suppress-address.js';

/** What became of a report; the names are those of the summary. */
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

export type PauseCampaign = (
  context: Context,
  input: { id: string; reason: string },
) => Promise<unknown>;

export interface RecordedReport {
  result: ReportResult;
  campaignId?: string | null;
}

/** Records one report in a transaction of its own. The same one again changes nothing. */
export async function recordReport(
  context: Context,
  report: BounceReport,
): Promise<RecordedReport> {
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

/**
 * Records reports, and pauses campaigns that bounce too much; the results are in the order of the reports.
 *
 * What happens if the process dies here: whoever sent the reports was not told that they are recorded, sends
 * them again, and they are found known; their campaigns are judged then.
 */
export async function recordReports(
  context: Context,
  reports: readonly BounceReport[],
  pause: PauseCampaign,
): Promise<ReportResult[]> {
  const campaigns = new Set<string>();
  const results: ReportResult[] = [];
  for (const report of reports) {
    const { result, campaignId } = await recordReport(context, report);
    results.push(result);
    if (campaignId) campaigns.add(campaignId);
  }
  await judgeCampaigns(context, campaigns, pause);
  return results;
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

/** Pauses those of the campaigns that bounce too much; returns their ids. */
export async function judgeCampaigns(
  context: Context,
  ids: Iterable<string>,
  pause: PauseCampaign,
): Promise<string[]> {
  const paused: string[] = [];
  for (const id of ids) {
    const record = await recordOfCampaign(context.database.knex, id);
    const decision = record && decideCampaignPause(record);
    if (decision?.act !== 'pause') continue;
    await pause(context, { id, reason: decision.reason });
    paused.push(id);
  }
  return paused;
}
