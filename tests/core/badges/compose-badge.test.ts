import { describe, expect, it } from 'vitest';
import { composeBadge } from '../../../src/core/badges/compose-badge.js';
import { fillIn, placeholdersIn } from '../../../src/core/badges/placeholders.js';

const event = {
  name: 'DevDay',
  startsAt: new Date('2030-11-30T23:00:00Z'),
  timezone: 'Asia/Seoul',
};
const participant = {
  name: '홍길동',
  number: 42,
  ticketCode: 'ABCDEFGHJK',
  ticketCopy: 2,
  customResponses: {},
};

function fieldsOf(changes: Partial<Parameters<typeof composeBadge>[0]['participant']>) {
  const facts = { event, participant: { ...participant, ...changes }, payload: 'EVM1:…' };
  return composeBadge(facts).fields;
}

describe('what is printed on a badge', () => {
  it('is who it is, of which event, on the day in the zone of the event', () => {
    const facts = { event, participant, payload: 'EVM1:…', gate: 'North' };
    expect(composeBadge(facts)).toEqual({
      fields: {
        name: '홍길동',
        company: '',
        number: '#042',
        event: 'DevDay',
        date: '2030-12-01',
        gate: 'North',
        code: expect.stringMatching(/^ABCD.*GHJK$/),
        copy: '2',
      },
      qr: 'EVM1:…',
    });
  });

  it.each([
    [{ company: 'ACME', 소속: '부서' }, 'ACME'],
    [{ company: '', organization: 'Org' }, 'Org'],
    [{ 소속: '한국대학교' }, '한국대학교'],
    [{ company: null }, ''],
  ])('has the company of %o', (customResponses, company) => {
    expect(fieldsOf({ customResponses }).company).toBe(company);
  });

  it('has every answer under its id', () => {
    const customResponses = { track: 'AI', vip: true, seat: 7, none: null };
    expect(fieldsOf({ customResponses })).toMatchObject({
      'field.track': 'AI',
      'field.vip': 'true',
      'field.seat': '7',
      'field.none': '',
    });
  });

  it.each(['🎉', 'สมชาย', '\u0000', '…'])(
    'has the number where the fonts have no letter of %j',
    (name) => {
      expect(fieldsOf({ name }).name).toBe('#042');
    },
  );
});

describe('placeholders', () => {
  it('take values once: a name that looks like one stays as it is', () => {
    const fields = { name: '{{code}} $& $1', code: 'SECRET' };
    expect(fillIn('{{ name }} / {{name}}', fields)).toBe('{{code}} $& $1 / {{code}} $& $1');
  });

  it('without a value are left out, also those that every object has', () => {
    expect(fillIn('<{{gate}}{{constructor}}{{toString}}>', {})).toBe('<>');
  });

  it('are found with and without spaces', () => {
    expect(placeholdersIn('{{a}} {{ field.소속 }} {b} {{}}')).toEqual(['a', 'field.소속', '']);
  });
});
