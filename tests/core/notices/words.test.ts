import { describe, expect, it } from 'vitest';
import { judgeHtml } from '../../../src/core/mailing/templates/judge-html.js';
import { previewNotice } from '../../../src/core/notices/preview-notice.js';
import { renderNotice } from '../../../src/core/notices/render-notice.js';
import { noticeKindNames } from '../../../src/core/notices/schema.js';
import { locales } from '../../../src/core/runtime/locales.js';

const all = noticeKindNames.flatMap((kind) => locales.map((locale) => [kind, locale] as const));
const event = {
  name: 'DevDay <b>',
  slug: 'devday',
  startsAt: new Date('2030-12-01T00:00:00Z'),
  timezone: 'Asia/Seoul',
};
const base = { event, subjectId: 'subject', locale: 'en' } as const;

describe.each(all)('the words of %s in %s', (kind, locale) => {
  const { subject, html, text } = previewNotice(kind, locale);

  it('are a subject, HTML and text that say the same and leave nothing unfilled', () => {
    expect(subject).toContain('Seoul DevDay');
    for (const part of [subject, html, text]) expect(part).not.toMatch(/\{\{|\{%|undefined|null/);
    expect(html).toMatch(/^<!doctype html>\n<html lang="(?:ko|en)"/);
    expect(judgeHtml(html, { hasTicket: false, isSource: false })).toEqual([]);
    const figures = text.match(/\b\d[\d,]{2,}\b/g) ?? [];
    for (const figure of figures) expect(html).toContain(figure);
    expect(/[가-힣]/.test(text)).toBe(locale === 'ko');
    expect(text).not.toMatch(/unsubscribe|수신 거부/i);
  });
});

describe('the words of a notice', () => {
  it('escape what an event, a file or a person is called', () => {
    const { html, subject } = renderNotice({
      ...base,
      kind: 'processing_failed',
      facts: { code: null },
      about: { file: '<img src=x onerror=alert(1)>\r\nBcc: x', reason: '{{ event.slug }}' },
    });
    expect(html).not.toMatch(/<img|<b>|<bdi>DevDay <b/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; Bcc: x');
    expect(html).toContain('{{ event.slug }}');
    expect(subject).toBe('Import into DevDay <b> failed');
  });

  it('say of a file that was there already that nothing was imported', () => {
    const { text } = renderNotice({
      ...base,
      kind: 'processing_complete',
      facts: { counts: null },
    });
    expect(text).toContain('nothing was imported again');
    expect(text).not.toMatch(/Rows|File/);
  });

  it('group the digits of large numbers', () => {
    for (const locale of locales) {
      expect(previewNotice('processing_complete', locale).text).toContain(': 1,000\n');
    }
  });

  it('speak of check-ins only where there were any', () => {
    const participants = { registered: 2, pending: 0, waitlisted: 0, cancelled: 0, checkedIn: 0 };
    const summary = (checkedIn: number) =>
      renderNotice({
        ...base,
        kind: 'organizer_summary',
        facts: { participants: { ...participants, checkedIn }, messages: { held: 3, unknown: 4 } },
      }).text;
    expect(summary(0)).not.toContain('Checked in');
    expect(summary(1)).toContain('Checked in: 1');
    expect(summary(1)).toContain('Other mail: 7');
  });
});
