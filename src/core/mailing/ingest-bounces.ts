import type { Context } from '../runtime/context.js';
import { parseBounce } from './parse-bounce.js';
import {
  judgeCampaigns,
  type PauseCampaign,
  type ReportResult,
  recordReport,
} from './record-report.js';

/** A mail from wherever bounces arrive. */
export interface ReportMail {
  /** As it came. What is longer than `maxReportBytes` may be cut off behind that. */
  content: Uint8Array;
  /** Called when nothing more is to be learned from it, after the commit: it is not read again. */
  settle(): Promise<void>;
}

export interface IngestSummary extends Record<ReportResult, number> {
  mails: number;
  pausedCampaigns: string[];
}

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
    summary.pausedCampaigns.push(...(await judgeCampaigns(context, campaigns, pause)));
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
