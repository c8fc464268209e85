import { composeDraft, heading, paragraph } from '../../mailing/templates/blocks.js';
import type { NoticeWords } from './notice-words.js';

/** To a person whose data was deleted: the last mail, and nothing is kept of it. */
export const deletionConfirmation: NoticeWords = {
  ko: composeDraft('[{{ event.name }}] 개인정보가 삭제되었습니다', [
    heading('개인정보가 삭제되었습니다'),
    paragraph('{{ recipient.name }} 님, 안녕하세요.'),
    paragraph(
      '{{ event.name }} 행사에 등록하신 {{ recipient.name }} 님의 개인정보를 삭제했습니다. 등록과 입장권도 더 이상 유효하지 않습니다.',
    ),
    paragraph(
      '이 메일을 보내기 위해 잠시 보관한 이름과 메일 주소도 발송과 함께 삭제되며, 앞으로 이 행사에 관한 메일은 발송되지 않습니다.',
    ),
    paragraph('삭제를 요청하신 적이 없다면 주최 측에 문의해 주시기 바랍니다.'),
  ]),
  en: composeDraft('Your data for {{ event.name }} is deleted', [
    heading('Your data is deleted'),
    paragraph('Hello {{ recipient.name }},'),
    paragraph(
      'your personal data for {{ event.name }} is deleted. Your registration and your ticket are no longer valid.',
    ),
    paragraph(
      'Your name and address were kept only to send this e-mail and are deleted with it. You will get no more mail about this event.',
    ),
    paragraph('If you did not ask for this, please contact the organizers.'),
  ]),
};
