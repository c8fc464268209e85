import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
} from '../../src/commands/output/format.js';
import { maskBirthDate, maskEmail, maskName, maskPhone } from '../../src/commands/output/mask.js';

describe('numbers', () => {
  it('have separators', () => {
    expect(formatNumber(1234567)).toBe('1,234,567');
    expect(formatCount(1, 'row')).toBe('1 row');
    expect(formatCount(1200, 'row')).toBe('1,200 rows');
    expect(formatCount(0, 'entry', 'entries')).toBe('0 entries');
  });

  it('never reach a hundred per cent before the end', () => {
    expect(formatPercent(999, 1000)).toBe('99 %');
    expect(formatPercent(1000, 1000)).toBe('100 %');
    expect(formatPercent(0, 0)).toBe('100 %');
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [84_321, '84 kB'],
    [999_999, '1.0 MB'],
    [52_428_800, '52 MB'],
    [3e12, '3.0 TB'],
  ])('of %i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('durations', () => {
  it.each([
    [0, '0.0 s'],
    [420, '0.4 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ])('of %i ms are %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('times', () => {
  const moment = '2026-11-20T12:04:00Z';

  it('are in the zone of the event, which is named when it is not the reader’s', () => {
    expect(formatTime(moment, { event: 'Asia/Seoul', terminal: 'Asia/Seoul' })).toBe(
      '20 Nov 2026 21:04',
    );
    expect(formatTime(new Date(moment), { event: 'Asia/Seoul', terminal: 'UTC' })).toBe(
      '20 Nov 2026 21:04 (Asia/Seoul)',
    );
  });

  it('write midnight as 00:00', () => {
    const zones = { event: 'UTC', terminal: 'UTC' };
    expect(formatTime('2026-09-01T00:00:00Z', zones)).toBe('1 Sep 2026 00:00');
  });
});

describe('personal data in lists', () => {
  it.each([
    ['홍길동', '홍*동'],
    ['김준', '김*'],
    ['남궁민수', '남**수'],
    ['Jane Doe', 'J*** D**'],
    ['Jane', 'J***'],
    ['', ''],
  ])('masks the name %j as %j', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  it.each([
    ['hong@naver.com', 'h***@naver.com'],
    ['a@b.kr', 'a***@b.kr'],
    ['nonsense', '***'],
  ])('masks the address %j as %j', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });

  it.each([
    ['+821012341234', '+8210****1234'],
    ['+12025550123', '+120****0123'],
    ['12345', '****'],
  ])('masks the phone %j as %j', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });

  it('masks a birth date down to its year', () => {
    expect(maskBirthDate('1990-05-17')).toBe('1990-**-**');
    expect(maskBirthDate('17.5.1990')).toBe('****');
  });
});
