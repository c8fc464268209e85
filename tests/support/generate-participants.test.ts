import { parse } from 'csv-parse/sync';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { generateParticipants, participantsCsv } from './generate-participants.js';

describe('the participant generator', () => {
  const rows = [...generateParticipants({ seed: 7, count: 2_000 })];

  it('gives the same rows for the same seed and others for another', () => {
    expect([...generateParticipants({ seed: 7, count: 2_000 })]).toEqual(rows);
    expect([...generateParticipants({ seed: 8, count: 1 })][0]).not.toEqual(rows[0]);
  });

  it('gives every participant an address of their own', () => {
    expect(new Set(rows.map(({ email }) => email)).size).toBe(rows.length);
  });

  it('spells one phone number in several ways and knows which number it is', () => {
    const spelled = rows.filter(({ phone }) => phone !== '');
    expect(new Set(spelled.map(({ phone }) => phone.replace(/\d/g, '9'))).size).toBe(7);
    for (const { phone, phoneE164 } of spelled) {
      const withZero = phone.startsWith('10') ? `0${phone}` : phone;
      expect(parsePhoneNumberFromString(withZero, 'KR')?.number).toBe(phoneE164);
    }
  });

  it('writes CSV that reads back as the same values', () => {
    const csv = [...participantsCsv(rows)].join('');
    const [header, ...records] = parse(csv) as string[][];
    expect(header).toEqual(['이름', '이메일', '휴대폰', '생년월일', '회사', '부서', '직책']);
    expect(records[5]?.slice(0, 2)).toEqual([rows[5]?.name, rows[5]?.email]);
    expect(records).toHaveLength(2_000);
    expect(records.every((record) => record.length === 7)).toBe(true);
  });
});
