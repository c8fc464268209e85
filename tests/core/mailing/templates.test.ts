import { describe, expect, it } from 'vitest';
import { localeOf } from '../../../src/core/mailing/locale-of.js';
import { renderMessage } from '../../../src/core/mailing/render-message.js';
import { templateNames, templates } from '../../../src/core/mailing/schema.js';
import type { DescribedEvent } from '../../../src/core/mailing/template-model.js';
import { builtInTemplates } from '../../../src/core/mailing/templates/built-in.js';
import { scanTags } from '../../../src/core/mailing/templates/html-tags.js';
import { locales } from '../../../src/core/runtime/locales.js';
import { sampleModel } from './sample-model.js';

const every = templateNames.flatMap((template) => locales.map((locale) => ({ template, locale })));

async function renderBuiltIn(
  { template, locale }: (typeof every)[number],
  event: Partial<DescribedEvent> = {},
) {
  const source = { template, ...builtInTemplates[template][locale] };
  return await renderMessage({ source, model: sampleModel({ event, locale }), locale });
}

/** An event that says no more than it must. */
const bare = {
  ...{ endsAt: undefined, location: undefined, branding: undefined, description: undefined },
} as unknown as Partial<DescribedEvent>;

describe('a built-in template', () => {
  it.each(every)('has all it names: $template in $locale', async (wanted) => {
    for (const event of [{}, bare]) {
      const { subject, html, text } = await renderBuiltIn(wanted, event);
      for (const part of [subject, html, text]) {
        expect(part).not.toMatch(/\{\{|\{%|undefined|null|NaN|\[object/);
      }
      expect(subject).toContain('서울 개발자의 날');
      expect(text).toContain('홍길동');
      expect(html).not.toMatch(/(?:href|src|alt)=""(?! height)/);
      expect(text).not.toMatch(/\n{3}|[ \t]\n/);
    }
  });

  it.each(templateNames)('says it in both languages: %s', async (template) => {
    const ko = await renderBuiltIn({ template, locale: 'ko' });
    const en = await renderBuiltIn({ template, locale: 'en' });
    for (const part of ['subject', 'html', 'text'] as const) expect(ko[part]).not.toBe(en[part]);
    expect(ko.html).toContain('<html lang="ko"');
    expect(en.html).toContain('<html lang="en"');
    const words = /님, 안녕하세요|님, 서울/;
    expect(ko.text).toMatch(words);
    expect(en.text).toContain('Hello 홍길동');
    expect(en.text).not.toMatch(words);
  });

  it.each(every)('is well nested: $template in $locale', async (wanted) => {
    const { html } = await renderBuiltIn(wanted);
    expect(unbalanced(html)).toEqual([]);
  });

  it.each(every)('fits 320 pixels and the dark: $template in $locale', async (wanted) => {
    const { html } = await renderBuiltIn(wanted);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    const visible = html.replace(/<!--\[if mso\]>.*?<!\[endif\]-->/gs, '');
    for (const { name, attributes } of scanTags(visible)) {
      const value = (wantedName: string) =>
        attributes.find((one) => one.name === wantedName)?.value ?? '';
      const width = Number(/(?:^|[^-])width:(\d+)px/.exec(value('style'))?.[1] ?? 0);
      expect(width, name).toBeLessThanOrEqual(248);
      if (name === 'img') expect(value('style')).toContain('max-width:100%');
      if (name === 'p' || name === 'h1') expect(value('style'), name).toMatch(/color:/);
      // Nothing keeps a light colour in the dark but what stands on the event's own.
      if (name === 'p' && !value('style').includes('#ffffff')) {
        expect(value('class'), value('style')).toMatch(/text|faint/);
      }
    }
  });

  it.each(every)('is small enough for Gmail: $template in $locale', async (wanted) => {
    const description = '가'.repeat(5000);
    const { html } = await renderBuiltIn(wanted, { description });
    expect(Buffer.byteLength(html)).toBeLessThan(30_000);
  });

  it.each(every)('has a ticket only where its class has: $template in $locale', async (wanted) => {
    const { html, text } = await renderBuiltIn(wanted);
    const has = templates[wanted.template] === 'ticket';
    expect(html.includes('src="cid:ticket-qr"')).toBe(has);
    expect(/<p [^>]*>7K3QM-9XPDR<\/p>/.test(html)).toBe(has);
    expect(text.includes('7K3QM-9XPDR')).toBe(has);
  });

  it.each(['reminder', 'notice'] as const)(
    'sends nobody to the entrance of an event that is online: %s',
    async (template) => {
      const location = { type: 'online' as const, onlineLink: 'https://live.example.com/' };
      for (const locale of locales) {
        const { text, html } = await renderBuiltIn({ template, locale }, { location });
        expect(html + text).not.toMatch(/QR/);
        expect(html.match(/href="https:\/\/live.example.com\/"/g)).toHaveLength(2);
        const there = await renderBuiltIn({ template, locale }, bare);
        expect(there.text).toMatch(/QR/);
      }
    },
  );

  it.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://a.example', 'live', ' '])(
    'has no link where the online link is %s',
    async (onlineLink) => {
      const location = { type: 'online' as const, onlineLink };
      for (const wanted of every) {
        const { html, text } = await renderBuiltIn(wanted, { location });
        expect(html + text).not.toMatch(/javascript:|data:|ftp:|href="live|href=""/);
      }
    },
  );

  it('keeps quotes and white space in links from meaning anything', async () => {
    const onlineLink = `https://a.example/"><script>'x y`;
    const location = { type: 'online' as const, onlineLink };
    const { html, text } = await renderBuiltIn({ template: 'notice', locale: 'ko' }, { location });
    expect(html).toContain('href="https://a.example/%22%3E%3Cscript%3E%27x%20y"');
    expect(text).toContain('https://a.example/%22%3E%3Cscript%3E%27x%20y\n');
  });

  it('shows the logo only by https', async () => {
    for (const [logoUrl, isThere] of [
      ['https://a.example/l.png', true],
      ['http://a.example/l.png', false],
      ['data:image/png;base64,AAAA', false],
      ['javascript:x', false],
    ] as const) {
      const branding = { logoUrl, primaryColor: '#000' };
      const { html } = await renderBuiltIn({ template: 'notice', locale: 'ko' }, { branding });
      expect(html.includes('<img'), logoUrl).toBe(isThere);
    }
  });
});

describe('the model of a template', () => {
  const eventOf = (event: Partial<DescribedEvent>, locale: 'ko' | 'en' = 'ko') =>
    sampleModel({ event, locale }).event;

  it('tells when it is in the zone of the event', () => {
    expect(eventOf({})).toMatchObject({
      day: '2030년 12월 1일 (일)',
      time: expect.stringMatching(/^오전 9:00 – 오후 6:00 \(.*표준시\)$/),
      starts: expect.stringMatching(/^2030년 12월 1일 \(일\) 오전 9:00 \(.*표준시\)$/),
      ends: expect.stringMatching(/^2030년 12월 1일 \(일\) 오후 6:00 \(.*표준시\)$/),
    });
    expect(eventOf({ timezone: 'America/New_York' }, 'en')).toMatchObject({
      day: 'Saturday, November 30, 2030',
      time: '7:00 PM – 4:00 AM (Eastern Standard Time)'.replace('4:00', 'Dec 1, 4:00'),
      starts: 'Saturday, November 30, 2030 at 7:00 PM (Eastern Standard Time)',
      zone: 'Eastern Standard Time',
    });
  });

  it('names the zone that is in force on the day', () => {
    const startsAt = new Date('2030-07-01T12:00:00Z');
    const summer = { timezone: 'Europe/Berlin', startsAt, endsAt: undefined } as never;
    expect(eventOf(summer, 'en').starts).toBe(
      'Monday, July 1, 2030 at 2:00 PM (Central European Summer Time)',
    );
  });

  it('tells no end that the event does not have', () => {
    expect(eventOf(bare)).toMatchObject({
      ends: null,
      time: expect.stringMatching(/^오전 9:00 \(/),
    });
  });

  it('tells whole days without times', () => {
    const startsAt = new Date('2030-11-30T15:00:00Z');
    const oneDay = eventOf({ startsAt, endsAt: new Date('2030-12-01T14:59:59Z') });
    expect(oneDay).toMatchObject({ day: '2030년 12월 1일 (일)', time: null });
    const twoDays = eventOf({ startsAt, endsAt: new Date('2030-12-02T15:00:00Z') }, 'en');
    expect(twoDays).toMatchObject({
      day: 'Sunday, December 1, 2030 – Monday, December 2, 2030',
      starts: 'Sunday, December 1, 2030',
      ends: 'Monday, December 2, 2030',
      time: null,
    });
  });

  it('tells both days of an event that goes on for days', () => {
    expect(eventOf({ endsAt: new Date('2030-12-02T09:00:00Z') })).toMatchObject({
      day: '2030년 12월 1일 (일) – 2030년 12월 2일 (월)',
      time: expect.stringMatching(/^12월 1일 오전 9:00 – 12월 2일 오후 6:00 \(/),
    });
  });

  it('counts noon and midnight as people do', () => {
    const startsAt = new Date('2030-12-01T03:00:00Z');
    const endsAt = new Date('2030-12-01T15:30:00Z');
    expect(eventOf({ startsAt, endsAt }, 'en').time).toMatch(/^12:00 PM – Dec 2, 12:30 AM /);
    expect(eventOf({ startsAt, endsAt }).time).toMatch(/^오후 12:00 – 12월 2일 오전 12:30 /);
  });

  it.each([
    ['#0A7D5A', '#0a7d5a', '#ffffff'],
    ['#fe0', '#ffee00', '#14171c'],
    [' #FFFFFF ', '#ffffff', '#14171c'],
    ['red', '#1f4fd8', '#ffffff'],
    ['#12345', '#1f4fd8', '#ffffff'],
    ['#000;background:url(x)', '#1f4fd8', '#ffffff'],
    ['', '#1f4fd8', '#ffffff'],
  ])('makes a colour of %s that text can be read on', (primaryColor, color, onColor) => {
    const branding = { logoUrl: '', primaryColor };
    expect(eventOf({ branding })).toMatchObject({ color, on_color: onColor });
  });

  it('says where to go, in the language of the mail', () => {
    const address = '테헤란로 152\r\n2층';
    expect(eventOf({ location: { type: 'physical', address } }).place).toBe('테헤란로 152 2층');
    expect(eventOf({ location: { type: 'online' } }).place).toBe('온라인');
    expect(eventOf({ location: { type: 'hybrid', address } }, 'en').place).toBe(
      '테헤란로 152 2층 · Online',
    );
    expect(eventOf(bare)).toMatchObject({ place: null, address: null, is_online: false });
  });

  it('keeps the lines of a description, and a limit', () => {
    expect(eventOf({ description: ' a\r\n\r\n\n\nb\u2028c\u0000 ' }).description).toBe('a\n\nb\nc');
    expect([...(eventOf({ description: '가'.repeat(9000) }).description ?? '')]).toHaveLength(1500);
  });

  it('cuts a name between characters as people see them', () => {
    const family = '👨‍👩‍👧‍👦';
    const { name } = sampleModel({ participant: { name: family.repeat(150) } }).participant;
    expect(name).toBe(`${family.repeat(99)}…`);
  });

  it('has no piles of accents, but those that languages need', () => {
    const nameOf = (name: string) => sampleModel({ participant: { name } }).participant.name;
    expect(nameOf(`Z${'\u0336\u0351'.repeat(40)}a`)).toBe('Z\u0336\u0351\u0336\u0351a');
    expect(nameOf('Nguyễn Thị ผู้ใหญ่')).toBe('Nguyễn Thị ผู้ใหญ่');
  });

  it('calls somebody without a visible name by their number', () => {
    expect(sampleModel({ participant: { name: '\u202E\u200B' } }).participant.name).toBe('#042');
  });
});

describe('the language of an event', () => {
  it.each([
    ['Asia/Seoul', 'ko'],
    ['Asia/Pyongyang', 'ko'],
    ['Asia/Tokyo', 'en'],
    ['UTC', 'en'],
  ])('in %s is %s', (timezone, locale) => {
    expect(localeOf({ timezone })).toBe(locale);
  });
});

const empty = new Set(['meta', 'img', 'br', '!doctype']);

/** Closing tags that close something else, and what is never closed. */
function unbalanced(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const visible = html.replace(/<!--[\s\S]*?-->/g, '');
  for (const [, slash, name = ''] of visible.matchAll(/<(\/?)([a-z!][a-z0-9]*)/gi)) {
    if (empty.has(name.toLowerCase())) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}
