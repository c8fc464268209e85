/** How a campaign's latest submitted messages fared, at most `pauseWindow` of them. */
export interface CampaignRecord {
  submitted: number;
  hardBounces: number;
  complaints: number;
}

export type PauseDecision = { act: 'go_on' } | { act: 'pause'; reason: string };

/** Of how many of the latest messages the rates are taken. */
export const pauseWindow = 1_000;

/** Mailbox providers begin to refuse senders there (issue: 5 % hard bounces, 0.1 % complaints). */
const bounceShare = 0.05;
const complaintShare = 0.001;
/** Below this a share says little: one mistyped address among the first ten is no bad list. */
const fewestBounces = 20;
const fewestComplaints = 2;

/** Whether a campaign goes on as it is, or waits until a person has looked at its list. */
export function decideCampaignPause(record: CampaignRecord): PauseDecision {
  const { submitted, hardBounces, complaints } = record;
  if (complaints >= fewestComplaints && complaints >= submitted * complaintShare) {
    return { act: 'pause', reason: `${complaints} of the last ${submitted} complained` };
  }
  if (hardBounces >= fewestBounces && hardBounces >= submitted * bounceShare) {
    return {
      act: 'pause',
      reason: `${hardBounces} of the last ${submitted} bounced: no such address`,
    };
  }
  return { act: 'go_on' };
}
