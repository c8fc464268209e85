import type { Badge } from './schema.js';

/**
 * Somebody who does not exist, to look at a template with. The QR code has the size of a ticket's and is
 * refused at every gate.
 */
export const sampleBadge: Badge = {
  fields: {
    name: '홍길동',
    company: '한국전자통신연구원',
    number: '#042',
    event: '서울 개발자 컨퍼런스 2030',
    date: '2030-12-01',
    gate: '북문 A',
    code: 'ABCDE-FGHJK',
    copy: '1',
  },
  qr: `EVM1:${'0'.repeat(117)}`,
};
