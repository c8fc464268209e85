import {
  type DescribedEvent,
  type DescribedParticipant,
  describeForTemplate,
  type TemplateModel,
} from '../../../src/core/mailing/template-model.js';
import type { Locale } from '../../../src/core/runtime/locales.js';

export const unsubscribeUrl = 'https://mail.example.com/u/token';

/** Everything that a template can show, of an event in Seoul at 9:00 on a Sunday. */
export function sampleModel(
  changes: {
    event?: Partial<DescribedEvent>;
    participant?: Partial<DescribedParticipant>;
    locale?: Locale;
  } = {},
): TemplateModel {
  return describeForTemplate({
    event: {
      name: '서울 개발자의 날',
      slug: 'devday',
      startsAt: new Date('2030-12-01T00:00:00Z'),
      endsAt: new Date('2030-12-01T09:00:00Z'),
      timezone: 'Asia/Seoul',
      location: {
        type: 'hybrid',
        address: '서울특별시 강남구 테헤란로 152',
        onlineLink: 'https://live.example.com/?room=1&lang=ko',
      },
      branding: { logoUrl: 'https://www.example.com/logo.png', primaryColor: '#0A7D5A' },
      description: '발표와 만남\n<누구나> 환영',
      ...changes.event,
    },
    participant: { name: '홍길동', number: 42, ticketCode: '7K3QM9XPDR', ...changes.participant },
    locale: changes.locale ?? 'ko',
    unsubscribeUrl,
  });
}
