import { renderDraft } from '../mailing/render-draft.js';
import type { RenderedMessage } from '../mailing/render-message.js';
import { type DescribedEvent, describeEvent } from '../mailing/template-model.js';
import { oneLine } from '../mailing/templates/plain-text.js';
import type { Locale } from '../runtime/locales.js';
import { type NoticeContent, noticeKinds } from './schema.js';
import { noticeWords } from './words/notice-words.js';

/** All that the mail of a notice is made of. */
export type NoticeParts = NoticeContent & {
  event: DescribedEvent;
  subjectId: string;
  /** What a mail says of an import beyond its facts. */
  about?: { file: string; reason: string | null } | undefined;
  /** Who is greeted; operators are not. */
  recipientName?: string;
  locale: Locale;
};

/** The words of a notice, ready to be put into an e-mail. */
export function renderNotice(parts: NoticeParts): RenderedMessage {
  const { kind, locale, event, recipientName = '' } = parts;
  return renderDraft({
    draft: noticeWords[kind][locale],
    scope: {
      event: describeEvent(event, locale),
      recipient: { name: oneLine(recipientName, longestName) },
      notice: { subject: parts.subjectId, ...(readable(modelOf(parts)) as object) },
    },
    locale,
    why: reasons[noticeKinds[kind].to][locale],
  });
}

const longestName = 100;
const longestLine = 200;

const reasons = {
  operator: {
    ko: '이 메일은 evm의 운영 알림을 받도록 설정된 주소로 발송되었습니다.',
    en: 'You are receiving this e-mail because evm is set up to tell this address how it goes.',
  },
  participant: {
    ko: '이 메일은 개인정보 삭제 결과를 알려 드리기 위해 발송되었습니다.',
    en: 'You are receiving this e-mail once, to confirm that your data was deleted.',
  },
} as const;

/** What the words of a kind may name; what there is none of is null or false. */
function modelOf(parts: NoticeParts): Record<string, unknown> {
  const { about } = parts;
  const file = about ? oneLine(about.file, longestLine) : null;
  switch (parts.kind) {
    case 'processing_complete': {
      const { counts } = parts.facts;
      return {
        file,
        counts,
        is_repeated: counts === null,
        has_rejected: (counts?.rejected ?? 0) > 0,
      };
    }
    case 'processing_failed':
      return { file, reason: about?.reason ?? parts.facts.code };
    case 'organizer_summary': {
      const { participants, messages } = parts.facts;
      const { submitted = 0, failed = 0, bounced = 0, ...rest } = messages;
      const others = Object.values(rest).reduce((sum, count) => sum + count, 0);
      const { checkedIn, ...counts } = participants;
      const checkins = { checked_in: checkedIn, has_checkins: checkedIn > 0 };
      return { ...counts, ...checkins, submitted, failed, bounced, others };
    }
    case 'campaign_paused':
    case 'campaign_failed':
    case 'attendance_alert':
    case 'deletion_confirmation':
      return { ...parts.facts };
  }
}

/** Numbers as people read them, `1,000` in both languages. */
function readable(value: unknown): unknown {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, readable(inner)]));
}
