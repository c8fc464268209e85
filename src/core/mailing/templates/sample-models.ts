import type { Locale } from '../../runtime/locales.js';
import { describeForTemplate, type TemplateModel } from '../template-model.js';

/** Models that a template is tried with; made by the builder that real messages are made with. */
export interface SampleModels {
  /** Everything that there can be. */
  full: TemplateModel;
  /** Nothing that may be missing. */
  bare: TemplateModel;
  /** Everything, with a name that tries to become something else. */
  hostile: TemplateModel;
}

/** Of the ticket that the samples have, as people read it. */
export const sampleTicketCode = '7K3QM-9XPDR';
export const sampleUnsubscribeUrl = 'https://mail.example.com/u/sample?a=1&b=2';

export function sampleModels(locale: Locale): SampleModels {
  const participant = { name: names[locale], number: 42, ticketCode: '7K3QM9XPDR' };
  const full = { event: fullEvent, participant, locale, unsubscribeUrl: sampleUnsubscribeUrl };
  return {
    full: describeForTemplate(full),
    bare: describeForTemplate({ event: bareEvent, participant, locale }),
    hostile: describeForTemplate({ ...full, participant: { ...participant, name: hostileName } }),
  };
}

const names = { ko: '홍길동', en: 'Alex Morgan' } as const satisfies Record<Locale, string>;

/** As a link it runs, unquoted it adds attributes, unescaped it adds elements. */
const hostileName = `javascript:alert(1)//"'><img src=x onerror=alert(1)> onclick=x {{ 7 | upcase }}`;

const bareEvent = {
  name: 'Seoul DevDay',
  slug: 'seoul-devday',
  startsAt: new Date('2030-12-01T00:00:00Z'),
  timezone: 'Asia/Seoul',
};
const fullEvent = {
  ...bareEvent,
  startsAt: new Date('2030-12-01T01:00:00Z'),
  endsAt: new Date('2030-12-01T09:00:00Z'),
  location: {
    type: 'hybrid' as const,
    address: '152 Teheran-ro, Gangnam-gu, Seoul',
    onlineLink: 'https://live.example.com/devday?room=1&lang=ko',
  },
  branding: { logoUrl: 'https://www.example.com/logo.png', primaryColor: '#0a7d5a' },
  description: 'Talks, workshops & people.\nCome as you are.',
};
