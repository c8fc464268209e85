import type { Event } from '../../../src/core/events/schema.js';
import { configSchema } from '../../../src/core/runtime/config/config-schema.js';

/** An event that exists nowhere but here. */
export function sampleEvent(changes: Partial<Event> = {}): Event {
  return {
    id: '01930000-0000-7000-8000-000000000001',
    slug: 'devday',
    name: '서울 DevDay',
    startsAt: new Date('2026-12-01T00:00:00Z'),
    endsAt: new Date('2026-12-01T09:00:00Z'),
    timezone: 'Asia/Seoul',
    status: 'published',
    waitlistEnabled: false,
    requiresApproval: false,
    formFields: [],
    privacy: 'public',
    features: { checkinEnabled: true, prizeDrawingEnabled: true, anonymousMode: false },
    shareCode: 'abcdefgh1234',
    createdAt: new Date('2026-10-01T00:00:00Z'),
    updatedAt: new Date('2026-10-01T00:01:40.700Z'),
    ...changes,
  };
}

/** Somebody with a place. */
export const holder = {
  ticketCode: '7K3QM9XPDR',
  status: 'registered',
  updatedAt: new Date('2026-10-01T00:00:30Z'),
  name: '홍길동',
  email: 'hong@example.org',
} as const;

/** As much of a context as calendars need. */
export function calendarContext(mail: { from?: string; publicUrl?: string } = {}, region = 'KR') {
  const config = configSchema.parse({ home: '/', operator: 'test', region, mail });
  return { config };
}
