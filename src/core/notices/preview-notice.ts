import type { RenderedMessage } from '../mailing/render-message.js';
import type { Locale } from '../runtime/locales.js';
import { renderNotice } from './render-notice.js';
import type { NoticeContent, NoticeFacts, NoticeKind } from './schema.js';

/** The mail of a notice with made-up figures, as `evm notices preview` shows it. */
export function previewNotice(kind: NoticeKind, locale: Locale): RenderedMessage {
  const content = { kind, facts: sampleFacts[kind] } as NoticeContent;
  const about = { file: 'attendees.csv', reason: 'the file has no rows (IMPORT_EMPTY)' };
  return renderNotice({
    ...content,
    event: sampleEvent,
    subjectId: '0192aa10-0000-7000-8000-000000007c1e',
    about,
    recipientName: names[locale],
    locale,
  });
}

const names = { ko: '홍길동', en: 'Alex Morgan' } as const satisfies Record<Locale, string>;

const sampleEvent = {
  name: 'Seoul DevDay',
  slug: 'seoul-devday',
  startsAt: new Date('2030-12-01T01:00:00Z'),
  endsAt: new Date('2030-12-01T09:00:00Z'),
  timezone: 'Asia/Seoul',
};

const sampleFacts: NoticeFacts = {
  processing_complete: {
    counts: {
      total: 1000,
      created: 987,
      updated: 0,
      unchanged: 0,
      duplicates: 3,
      waitlisted: 0,
      rejected: 10,
    },
  },
  processing_failed: { code: 'IMPORT_EMPTY' },
  campaign_paused: { template: 'reminder', reason: '21 of the last 400 bounced: no such address' },
  campaign_failed: { template: 'reminder', submitted: 900, failed: 87, unknown: 3 },
  organizer_summary: {
    participants: { registered: 950, pending: 0, waitlisted: 12, cancelled: 38, checkedIn: 801 },
    messages: { submitted: 2800, failed: 4, bounced: 9, suppressed: 3 },
  },
  attendance_alert: { alert: 'gate_overload', gate: 'G1', value: 93, limit: 80, unit: '%' },
  deletion_confirmation: {},
};
