import { describe, expect, it } from 'vitest';
import {
  readNewParticipant,
  readParticipantChanges,
} from '../../../src/core/participants/read-participant-input.js';

const rules = {
  event: {
    timezone: 'Asia/Seoul',
    formFields: [
      { id: 'meal', label: '식사', type: 'choice', required: true, choices: ['한식', '양식'] },
      { id: 'seats', label: 'Seats', type: 'number', required: false },
      { id: 'vip', label: 'VIP', type: 'boolean', required: false },
      { id: 'arrival', label: '도착', type: 'date', required: false },
    ] as const,
  },
  region: 'KR',
  now: new Date('2026-11-20T12:00:00Z'),
};
const readNew = (input: Parameters<typeof readNewParticipant>[0]) =>
  readNewParticipant(input, { ...rules, event: { ...rules.event, formFields: fields() } });
const readChanges = (input: Parameters<typeof readParticipantChanges>[0]) =>
  readParticipantChanges(input, { ...rules, event: { ...rules.event, formFields: fields() } });

function fields() {
  return rules.event.formFields.map((field) =>
    'choices' in field ? { ...field, choices: [...field.choices] } : { ...field },
  );
}

describe('what is typed about a participant', () => {
  it('is normalised by the rules of imports', () => {
    const read = readNew({
      name: '  홍길동 ',
      email: ' Hong@Example.COM ',
      phone: '010-1234-5678',
      birthDate: '1990.1.2',
      fields: { meal: '한식', seats: '2', vip: 'yes', arrival: '2026-12-01', 'my-note': ' x ' },
    });
    expect(read).toEqual({
      name: '홍길동',
      email: 'hong@example.com',
      phone: '+821012345678',
      birthDate: '1990-01-02',
      customResponses: { meal: '한식', seats: 2, vip: true, arrival: '2026-12-01', 'my-note': 'x' },
    });
  });

  it('is refused with all of its problems at once', () => {
    const input = {
      name: 'x',
      email: 'nobody',
      phone: '12',
      birthDate: '2020-01-01',
      fields: { seats: 'many' },
    };
    expect(() => readNew(input)).toThrow(
      expect.objectContaining({ code: 'PARTICIPANT_INVALID', exitCode: 2 }),
    );
    const problems = problemsOf(() => readNew(input));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'name',
      'email',
      'phone',
      'birthDate',
      'seats',
      'meal',
    ]);
  });

  it('never quotes what was typed, which would be personal data in an error', () => {
    const problems = problemsOf(() =>
      readNew({
        name: 'x',
        email: 'secret@@example.com',
        phone: '0109876',
        fields: { meal: '한식' },
      }),
    );
    expect(problems.join()).not.toMatch(/secret|0109876/);
  });

  it('needs an answer where the form does, and takes only those that it offers', () => {
    const person = { name: '홍길동', email: 'a@example.com' };
    expect(problemsOf(() => readNew({ ...person, fields: {} }))).toEqual([
      'meal: an answer is required',
    ]);
    expect(problemsOf(() => readNew({ ...person, fields: { meal: '중식' } }))).toHaveLength(1);
    expect(problemsOf(() => readNew({ ...person, fields: { meal: ' ' } }))).toHaveLength(1);
  });

  it('has no answer under a name that objects inherit', () => {
    const fields = Object.fromEntries([
      ['meal', '한식'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(problemsOf(() => readNew({ name: '홍길동', email: 'a@example.com', fields }))).toEqual([
      '__proto__: this cannot be the name of a field',
      'constructor: this cannot be the name of a field',
    ]);
  });

  it('as a change says only what was mentioned, an empty text taking a detail away', () => {
    expect(readChanges({ phone: '', fields: {} })).toEqual({ phone: null, customResponses: {} });
    expect(readChanges({ fields: { seats: '' } })).toEqual({ customResponses: { seats: null } });
    expect(problemsOf(() => readChanges({ email: '', fields: {} }))).toHaveLength(1);
  });
});

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    return (error as { facts: { problems: string[] } }).facts.problems;
  }
  throw new Error('nothing was refused');
}
