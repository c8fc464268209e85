import type { TemplateDraft } from '../../mailing/templates/blocks.js';
import type { Locale } from '../../runtime/locales.js';
import type { NoticeKind } from '../schema.js';
import { attendanceAlert } from './attendance-alert.js';
import { campaignFailed } from './campaign-failed.js';
import { campaignPaused } from './campaign-paused.js';
import { deletionConfirmation } from './deletion-confirmation.js';
import { organizerSummary } from './organizer-summary.js';
import { processingComplete } from './processing-complete.js';
import { processingFailed } from './processing-failed.js';

/** What a notice says as mail. */
export type NoticeWords = Record<Locale, TemplateDraft>;

/** THE table of the words of notices; an event has none of its own. */
export const noticeWords: Record<NoticeKind, NoticeWords> = {
  processing_complete: processingComplete,
  processing_failed: processingFailed,
  campaign_paused: campaignPaused,
  campaign_failed: campaignFailed,
  organizer_summary: organizerSummary,
  attendance_alert: attendanceAlert,
  deletion_confirmation: deletionConfirmation,
};
