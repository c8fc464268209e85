import ICAL from 'ical.js';
import PostalMime, { type Email } from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMessages } from '../../../src/core/mailing/message-repository.js';
import { type TemplateName, templateNames, templates } from '../../../src/core/mailing/schema.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import type { Context } from '../../../src/core/runtime/context.js';
import { type Locale, locales } from '../../../src/core/runtime/locales.js';
import { createPlace, openTestContext, type TestPlace } from '../../support/database.js';
import { runInProcess } from '../../support/run-main.js';
import { type SmtpDaemon, startSmtpDaemon } from '../../support/smtp-daemon.js';
import { hasPostgres } from '../../support/test-daemons.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';

/** Names as people have them, and as attackers write them; what a template shows is cleaned. */
const names: { name: string; shown?: string; parsed?: string }[] = [
  { name: '홍길동' },
  { name: '독고 영재 (獨孤 英材)' },
  { name: 'Zoë D’Arcy-O\'Neil, "Jr."; <b>Esq.</b>' },
  // In quotes, so that it is no encoded word (RFC 2047, 5); this parser decodes it all the same.
  { name: '=?utf-8?B?7ZmN6ri464+Z?=', parsed: '홍길동' },
  { name: 'a@b.example, Bcc: <evil@example.com>' },
  { name: '{{ 7 | times: 7 }}{% raw %}<script>alert(1)</script>' },
  { name: '👩‍💻 Ada 🏳️‍🌈' },
  { name: '‮gnp.txt‬ Kim', shown: 'gnp.txt Kim' },
  { name: '김'.repeat(90) },
  { name: `${'x'.repeat(98)}@` },
];

const world: Record<Locale, { name: string; timezone: string; startsAt: string }> = {
  ko: {
    name: '서울 개발자의 날 “2030” & 모두',
    timezone: 'Asia/Seoul',
    startsAt: '2030-12-01 09:00',
  },
  en: {
    name: 'O’Brien & Sons: "DevDay" <2030>',
    timezone: 'Europe/London',
    startsAt: '2030-06-01 09:00',
  },
};
const instants: Record<Locale, string> = { ko: '2030-12-01T00:00:00Z', en: '2030-06-01T08:00:00Z' };

const subjects: Record<TemplateName, Record<Locale, string>> = {
  registration_confirmation: {
    ko: `[${world.ko.name}] 참가 등록이 완료되었습니다`,
    en: `You are registered for ${world.en.name}`,
  },
  waitlist_promoted: {
    ko: `[${world.ko.name}] 대기 등록이 참가 확정으로 변경되었습니다`,
    en: `A place for you at ${world.en.name}`,
  },
  cancellation: {
    ko: `[${world.ko.name}] 참가 등록이 취소되었습니다`,
    en: `Your registration for ${world.en.name} is cancelled`,
  },
  reminder: {
    ko: `[${world.ko.name}] 2030년 12월 1일 (일) 행사를 안내해 드립니다`,
    en: `Reminder: ${world.en.name}, Saturday, June 1, 2030`,
  },
  notice: { ko: `[${world.ko.name}] 행사가 곧 시작됩니다`, en: `${world.en.name} starts soon` },
  thank_you: {
    ko: `[${world.ko.name}] 참석해 주셔서 감사합니다`,
    en: `Thank you for coming to ${world.en.name}`,
  },
  missed_you: {
    ko: `[${world.ko.name}] 이번에는 뵙지 못해 아쉬웠습니다`,
    en: `We missed you at ${world.en.name}`,
  },
};

/** What a mail was meant to be. */
interface Meant {
  template: TemplateName;
  locale: Locale;
  id: string;
  email: string;
  name: string;
  shown: string;
  parsed: string;
}

/** The same, and what the server took. */
interface Received extends Meant {
  envelopeTo: string;
  raw: Buffer;
  read: Email;
}

describe.skipIf(!hasPostgres())('each mail as it goes over the wire', () => {
  let place: TestPlace;
  let daemon: SmtpDaemon;
  let all: Received[];
  beforeAll(async () => {
    place = await createPlace('external');
    daemon = await startSmtpDaemon();
    const meant = await queueEverything(place);
    const env = {
      ...place.env,
      EVM_SMTP_URL: daemon.url,
      EVM_MAIL_FROM: '데브데이, 운영팀 <devday@example.com>',
      EVM_MAIL_REPLY_TO: 'help@example.com',
      EVM_PUBLIC_URL: 'https://events.example.com/evm',
    };
    const run = await runInProcess(['worker', '--once', '--only', 'mailing'], { env });
    expect(run.exitCode, run.stderr).toBe(0);
    all = await Promise.all(
      daemon.accepted.map(async ({ raw, to }) => {
        const read = await PostalMime.parse(raw);
        const about = meant.get(read.messageId ?? '') as Meant;
        return { ...about, envelopeTo: to, raw, read };
      }),
    );
  });
  afterAll(async () => {
    await daemon?.close();
    await place?.remove();
  });

  it('is there, of each template in each language, for each name', () => {
    const kinds = all.map(({ template, locale, name }) => `${template} ${locale} ${name}`);
    expect(new Set(kinds).size).toBe(templateNames.length * locales.length * names.length);
    expect(all).toHaveLength(kinds.length);
  });

  it('has exactly its headers, once each, in plain ASCII', () => {
    const common = [
      ...['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version'],
      ...['reply-to', 'subject', 'to', 'x-auto-response-suppress', 'x-evm-message-id'],
    ];
    for (const { template, id, read, raw } of all) {
      const bulk =
        templates[template] === 'bulk' ? ['list-unsubscribe', 'list-unsubscribe-post'] : [];
      expect(read.headers.map(({ key }) => key).sort()).toEqual([...common, ...bulk].sort());
      const head = raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('latin1');
      expect(head).toMatch(/^[\x20-\x7e\t\r\n]*$/);
      const header = (key: string) => read.headers.find((one) => one.key === key)?.value;
      expect(header('x-evm-message-id')).toBe(`<${id}@example.com>`);
      expect(header('auto-submitted')).toBe('auto-generated');
      expect(header('mime-version')).toBe('1.0');
      expect(Math.abs(Date.parse(header('date') ?? '') - Date.now())).toBeLessThan(3_600_000);
      if (bulk.length === 0) continue;
      expect(header('list-unsubscribe')).toMatch(
        /^<https:\/\/events\.example\.com\/evm\/[^<>\s]+>$/,
      );
      expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    }
  });

  it('goes to one person, whose name is read back as it is', () => {
    for (const { email, parsed, envelopeTo, read } of all) {
      expect(envelopeTo).toBe(email);
      expect(read.to).toEqual([{ name: parsed, address: email }]);
      expect(read.from).toEqual({ name: '데브데이, 운영팀', address: 'devday@example.com' });
      expect(read.replyTo).toEqual([{ name: '', address: 'help@example.com' }]);
      expect([read.cc, read.bcc]).toEqual([undefined, undefined]);
    }
  });

  it('has a name that looks encoded in quotes, in which nothing is', () => {
    const [mail] = all.filter(({ name, parsed }) => name !== parsed);
    expect(mail?.raw.toString('latin1')).toContain(`\r\nTo: "${mail?.name}" <${mail?.email}>\r\n`);
  });

  it('says in its subject what it is about, in its language', () => {
    for (const { template, locale, read } of all) {
      expect(read.subject).toBe(subjects[template][locale]);
    }
  });

  it('is there as text and as HTML, with the name in both, which is text and nothing else', () => {
    for (const { shown, locale, read, raw } of all) {
      const text = read.text ?? '';
      const html = read.html ?? '';
      expect(oneSpaced(text)).toContain(oneSpaced(shown));
      expect(oneSpaced(textOf(html))).toContain(oneSpaced(shown));
      expect(oneSpaced(textOf(html))).toContain(oneSpaced(world[locale].name));
      expect(html).not.toMatch(/<script|<b>Esq/);
      expect(text).not.toMatch(/�|&amp;|&lt;/);
      const body = raw.toString('latin1');
      const alternative = body.indexOf('multipart/alternative');
      const plain = body.indexOf('Content-Type: text/plain');
      expect(alternative).toBeGreaterThan(0);
      expect(plain).toBeGreaterThan(alternative);
      expect(body.indexOf('Content-Type: text/html')).toBeGreaterThan(plain);
    }
  });

  it('brings the images that its HTML shows, and tickets bring a calendar that can be read', () => {
    for (const { template, locale, read } of all) {
      const shown = [...(read.html ?? '').matchAll(/cid:([^"'\s)]+)/g)].map(
        ([, cid]) => `<${cid}>`,
      );
      const brought = read.attachments.flatMap(({ contentId }) => contentId ?? []);
      expect([...new Set(shown)].sort()).toEqual([...brought].sort());
      if (templates[template] !== 'ticket') {
        expect(read.attachments).toEqual([]);
        continue;
      }
      const [image, calendar, ...others] = read.attachments;
      expect(others).toEqual([]);
      expect(image).toMatchObject({ mimeType: 'image/png', filename: 'ticket.png' });
      expect(
        Buffer.from(image?.content as ArrayBuffer)
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      expect(calendar?.mimeType).toBe('text/calendar');
      expect(calendar?.filename).toMatch(/\.ics$/);
      expectCalendar(Buffer.from(calendar?.content as ArrayBuffer).toString('utf8'), locale);
    }
  });

  it('has no line that is too long for a server, and no line end that is none', () => {
    for (const { raw } of all) {
      const text = raw.toString('latin1');
      expect(Math.max(...text.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
    }
  });
});

function expectCalendar(text: string, locale: Locale): void {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const [component, ...others] = calendar.getAllSubcomponents('vevent');
  expect(others).toEqual([]);
  const event = new ICAL.Event(component as ICAL.Component);
  expect(event.summary).toBe(world[locale].name);
  expect(event.startDate.toUnixTime() * 1000).toBe(Date.parse(instants[locale]));
}

/** What a reader of HTML sees, far enough for these tests. */
function textOf(html: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
  return html
    .replace(/<(style|title)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, digits) =>
      String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)),
    )
    .replace(/&(\w+);/g, (whole, name) => entities[name] ?? whole);
}

/** Long lines are wrapped in the text part, and padded by nothing. */
function oneSpaced(text: string): string {
  return text.replace(/\s+/g, '');
}

/** Queues each template for each name in each language; tells what each Message-ID stands for. */
async function queueEverything(place: TestPlace): Promise<Map<string, Meant>> {
  const context = await openTestContext(place);
  const meant = new Map<string, Meant>();
  try {
    for (const locale of locales) {
      const event = await makeEvent(context, { ...world[locale], location: somewhere });
      for (const [index, { name, shown = name, parsed = name }] of names.entries()) {
        const people = {
          registered: await join(context, event, { name, email: `p${index}@example.com` }),
          cancelled: await join(context, event, { name, email: `c${index}@example.com` }),
        };
        await cancelParticipant(context, event, people.cancelled.id, { notify: false });
        for (const template of templateNames) {
          const status = template === 'cancellation' ? 'cancelled' : 'registered';
          const { id: participantId, email } = people[status];
          const id = await queue(context, { eventId: event.id, template, participantId });
          meant.set(`<${id}@example.com>`, { template, locale, id, email, name, shown, parsed });
        }
      }
    }
  } finally {
    await context.close();
  }
  return meant;
}

const somewhere = { address: '서울특별시 강남구 테헤란로 152' };

async function queue(
  { database, ids }: Context,
  message: { eventId: string; template: TemplateName; participantId: string },
): Promise<string> {
  const { eventId, template, participantId } = message;
  await database.transaction(async (trx) => {
    const rows = { occasion: 'raw', campaignId: null, participantIds: [participantId] };
    await insertMessages(trx, ids, { eventId, template, ...rows });
  });
  const found = { participant_id: participantId, template };
  return (await database.knex('messages').where(found).first('id')).id;
}
