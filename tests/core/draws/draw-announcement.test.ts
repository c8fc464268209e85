import { loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import type { Announcement } from '../../../src/core/draws/announce-draw.js';
import { writeAnnouncement } from '../../../src/core/draws/announcement-text.js';
import { drawAnnouncement } from '../../../src/core/draws/draw-announcement.js';
import { locales } from '../../../src/core/runtime/locales.js';

const announcement: Announcement = {
  event: { slug: 'day', name: 'Dev Day', timezone: 'Asia/Seoul' },
  drawId: '0192f3a1-0000-7000-8000-000000000000',
  prize: '아이패드',
  status: 'drawn',
  voidReason: null,
  drawnAt: '2026-11-21T15:30:00.000Z',
  people: 1234,
  winners: [
    { registrationNumber: 42, name: '홍*동', publicId: 'a' },
    { registrationNumber: null, name: null, publicId: 'b' },
  ],
  replaced: [{ registrationNumber: 7, name: null, publicId: 'c' }],
  algorithm: 'evm-draw-v1',
  poolHash: 'ab'.repeat(32),
  commit: 'cd'.repeat(32),
  entropySource: 'dice on stage',
  entropy: '6 2 5',
  publiclyUnpredictable: true,
  checkUrl: 'https://events.example.com/d/1',
};

it('says in Korean and English who won, when by the zone of the event, and how to check it', () => {
  const [ko, en] = locales.map((language) => writeAnnouncement(announcement, language));
  expect(ko).toContain('아이패드 추첨 결과\n\n당첨자:\n  #042 홍*동\n  b\n');
  expect(ko).toContain('2026년 11월 22일');
  expect(ko).toContain('추첨 값: dice on stage = 6 2 5');
  expect(ko).toContain('추첨 대상이었는지 확인: https://events.example.com/d/1\n');
  expect(en).toContain('November 22, 2026');
  expect(en).toContain('from 1,234 people');
  expect(en).toContain('Absent, so the prize went to the next alternate: #007\n');
  const plain = { ...announcement, publiclyUnpredictable: false, voidReason: 'fire alarm' };
  expect(writeAnnouncement(plain, 'en')).toContain('no outside randomness was announced');
  expect(writeAnnouncement(plain, 'en')).toContain('This draw is void: fire alarm');
});

it('draws an image as high as the winners need, of one width, whatever the names are', async () => {
  async function sizeOf(winners: Announcement['winners'], prize = 'iPad') {
    const { width, height } = await loadImage(
      await drawAnnouncement({ ...announcement, winners, prize }),
    );
    return [width, height];
  }
  const winner = { registrationNumber: 1, name: 'é́*'.repeat(200), publicId: 'a' };
  const [width, height] = (await sizeOf([winner])) as [number, number];
  expect(width).toBe(1200);
  const many = await sizeOf(
    Array.from({ length: 500 }, () => winner),
    '🎁'.repeat(300),
  );
  expect(many).toEqual([1200, height + 23 * 90 + 60]);
});
