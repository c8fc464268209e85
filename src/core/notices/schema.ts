import type { AlertType } from '../attendance/alerts/schema.js';
import type { ImportCounts } from '../imports/schema.js';
import type { LedgerState } from '../runtime/ledger/ledger-contract.js';

export const noticeChannels = ['email', 'webhook'] as const;
export type NoticeChannel = (typeof noticeChannels)[number];

/** What each kind of notice tells; nothing in it is about a person, so that it may go to any channel. */
export interface NoticeFacts {
  /** A detached import is done. Without counts: another import had brought the same file. */
  processing_complete: { counts: ImportCounts | null };
  /** An import is given up. */
  processing_failed: { code: string | null };
  /** A campaign was stopped by its bounces or complaints. */
  campaign_paused: { template: string; reason: string };
  /** A campaign has come to its end, and too much of it reached nobody. */
  campaign_failed: { template: string } & CampaignEnd;
  /** An event is over. */
  organizer_summary: { participants: ParticipantCounts; messages: Record<string, number> };
  /** Something at the doors needs a hand: a value beyond its limit, at a gate or at the event. */
  attendance_alert: {
    alert: AlertType;
    gate: string | null;
    value: number;
    limit: number;
    unit: '%' | 'ms' | '';
  };
  /** A person's data is deleted; goes to that person. */
  deletion_confirmation: Record<string, never>;
}

export interface CampaignEnd {
  submitted: number;
  failed: number;
  /** May or may not have arrived. */
  unknown: number;
}

export interface ParticipantCounts {
  registered: number;
  pending: number;
  waitlisted: number;
  cancelled: number;
  checkedIn: number;
}

export type NoticeKind = keyof NoticeFacts;

/** THE table of notices: who gets them, and what webhooks call them (null: no webhook is told). */
export const noticeKinds = {
  processing_complete: { to: 'operator', webhookType: 'import.completed' },
  processing_failed: { to: 'operator', webhookType: 'import.failed' },
  campaign_paused: { to: 'operator', webhookType: 'campaign.paused' },
  campaign_failed: { to: 'operator', webhookType: 'campaign.failed' },
  organizer_summary: { to: 'operator', webhookType: 'event.summarized' },
  attendance_alert: { to: 'operator', webhookType: 'attendance.alert' },
  deletion_confirmation: { to: 'participant', webhookType: null },
} as const satisfies Record<
  NoticeKind,
  { to: 'operator' | 'participant'; webhookType: string | null }
>;

export const noticeKindNames = Object.keys(noticeKinds) as readonly NoticeKind[];

export function isNoticeKind(name: string): name is NoticeKind {
  return Object.hasOwn(noticeKinds, name);
}

/** Kind and facts that belong together. */
export type NoticeContent = {
  [Kind in NoticeKind]: { kind: Kind; facts: NoticeFacts[Kind] };
}[NoticeKind];

/** A notice row. */
export type Notice = NoticeContent & {
  id: string;
  eventId: string;
  subjectId: string;
  channel: NoticeChannel;
  state: LedgerState;
  attempts: number;
  /** How often its mail went to a server. */
  submissions: number;
  /** Set while it may be that a server has it and nobody knows. */
  submissionBeganAt: Date | null;
  recipientEncrypted: Buffer | null;
  toldAt: Date | null;
  reason: string | null;
  createdAt: Date;
};

/** Whom a notice goes to as mail. */
export interface NoticeRecipient {
  name: string;
  /** In its normalised form. */
  address: string;
}
