import type { ReadyMessage } from '../../../src/core/mailing/mail-transport.js';

/** A message with all that a message can have. */
export const readyMessage: ReadyMessage = {
  messageId: '<01a1fc9a-0000-7000-8000-000000000001@example.com>',
  from: { name: '서울 데브데이', address: 'devday@example.com' },
  to: { name: '홍길동', address: 'hong@example.com' },
  subject: '서울 데브데이 2026 등록이 완료되었습니다 — 아래의 QR 코드를 입장할 때 보여 주세요',
  html: `<p>안녕하세요, ${'가나다라 '.repeat(400)}</p><img src="cid:ticket-qr">`,
  text: `안녕하세요, ${'가나다라 '.repeat(400)}\n.\n..\n`,
  unsubscribe: { url: 'https://events.example.com/u/abc' },
  attachments: [
    {
      filename: 'ticket.png',
      contentType: 'image/png',
      content: Buffer.from('89504e470d0a1a0a', 'hex'),
      contentId: 'ticket-qr',
    },
  ],
  headers: { 'Auto-Submitted': 'auto-generated' },
};
