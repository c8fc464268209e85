import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import {
  findParticipant,
  parseRegistrationNumber,
} from '../../../src/core/participants/find-participant.js';
import {
  eachParticipant,
  listParticipants,
} from '../../../src/core/participants/list-participants.js';
import type { CheckinStatus, Participant } from '../../../src/core/participants/schema.js';
import { formatTicketCode } from '../../../src/core/tickets/ticket-code.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { importCsv } from '../imports/sample-import.js';
import { join, markCheckedIn } from './sample-participant.js';

describeEachEngine('finding a participant', (engine) => {
  let context: TestContext;
  let event: Event;
  const people = new Map<string, Participant>();
  beforeAll(async () => {
    context = await openTestContext(engine);
    event = await makeEvent(context);
    const names = [
      '홍길동',
      '김길동',
      '이 순신',
      'Anna Smith',
      'Anna Smithson',
      'a%b',
      'a_b',
      'a\\b',
    ];
    for (const [index, name] of names.entries()) {
      people.set(name, await join(context, event, { name, email: `p${index + 1}@example.com` }));
    }
  });
  afterAll(async () => await context?.close());

  const nameOf = async (reference: string) =>
    (await findParticipant(context, event, reference)).name;
  const search = async (text: string) => {
    const input = { event, search: text };
    const page = { afterNumber: 0, limit: 100 };
    const { participants, total } = await listParticipants(context, input, page);
    expect(total).toBe(participants.length);
    return participants.map(({ name }) => name);
  };

  it.each(['#003', '003', '3', ' # 3 '])('by the registration number %j', async (reference) => {
    expect(await nameOf(reference)).toBe('이 순신');
  });

  it('by id, in any case', async () => {
    const { id } = people.get('김길동') as Participant;
    expect(await nameOf(id.toUpperCase())).toBe('김길동');
  });

  it('by e-mail address, however it is written', async () => {
    expect(await nameOf(' P1@Example.COM ')).toBe('홍길동');
  });

  it('by ticket code, with or without its separators', async () => {
    const { ticketCode } = people.get('a_b') as Participant;
    expect(await nameOf(ticketCode.toLowerCase())).toBe('a_b');
    expect(await nameOf(formatTicketCode(ticketCode))).toBe('a_b');
  });

  it.each([
    ['홍길동', '홍길동'],
    ['홍 길동', '홍길동'],
    ['홍길동'.normalize('NFD'), '홍길동'],
    ['이순신', '이 순신'],
    ['순신', '이 순신'],
    ['ＡＮＮＡ smith', 'Anna Smith'],
    ['SMITHSON', 'Anna Smithson'],
  ])('by the name %j', async (reference, name) => {
    expect(await nameOf(reference)).toBe(name);
  });

  it('takes the whole name for the one who has it, though it is part of another', async () => {
    expect(await nameOf('anna smith')).toBe('Anna Smith');
  });

  it.each(['길동', '길동'.normalize('NFD'), 'anna'])(
    'lists the numbers of all that %j can mean',
    async (reference) => {
      const numbers = reference === 'anna' ? ['#004', '#005'] : ['#001', '#002'];
      await expect(findParticipant(context, event, reference)).rejects.toMatchObject({
        code: 'PARTICIPANT_AMBIGUOUS',
        exitCode: 5,
        facts: { candidates: numbers },
      });
    },
  );

  it('lists five candidates and says that there are more', async () => {
    const crowded = await makeEvent(context);
    for (let index = 0; index < 6; index++) await join(context, crowded, { name: '김민수' });
    await expect(findParticipant(context, crowded, '김민수')).rejects.toMatchObject({
      message: 'several participants are meant: #001, #002, #003, #004, #005, …',
    });
  });

  it.each(['#999', 'nobody@example.com', '0000000000', '없는사람', '', '   ', 'a%%b', 'x@', '0'])(
    'finds nobody by %j',
    async (reference) => {
      await expect(findParticipant(context, event, reference)).rejects.toMatchObject({
        code: 'PARTICIPANT_NOT_FOUND',
        exitCode: 4,
      });
    },
  );

  it('finds nobody of another event by any key', async () => {
    const other = await makeEvent(context);
    const { id, ticketCode, email } = people.get('홍길동') as Participant;
    for (const reference of [id, ticketCode, email, '홍길동', '#001']) {
      await expect(findParticipant(context, other, reference)).rejects.toMatchObject({
        code: 'PARTICIPANT_NOT_FOUND',
      });
    }
  });

  it.each([
    ['%', ['a%b']],
    ['_', ['a_b']],
    ['\\', ['a\\b']],
    ["'", []],
    ['길동', ['홍길동', '김길동']],
    ['p2@example.com', ['김길동']],
    ['#3', ['이 순신']],
    ['smith', ['Anna Smith', 'Anna Smithson']],
  ] as [string, string[]][])('searches %j literally', async (text, names) => {
    expect(await search(text)).toEqual(names);
  });

  it('lists a page by number, and says how many there are in all', async () => {
    const { participants, total } = await listParticipants(
      context,
      { event },
      { afterNumber: 2, limit: 3 },
    );
    expect(participants.map(({ number }) => number)).toEqual([3, 4, 5]);
    expect(total).toBe(8);
  });

  it('narrows a list by status and check-in', async () => {
    const list = async (input: { status?: 'cancelled'; checkin?: CheckinStatus }) =>
      (await listParticipants(context, { event, ...input }, { afterNumber: 0, limit: 9 })).total;
    const eighth = await findParticipant(context, event, '8');
    await markCheckedIn(context, eighth.id);
    expect(await list({ checkin: 'checked_in' })).toBe(1);
    const all = await list({});
    expect(await list({ checkin: 'not_checked_in' })).toBe(all - 1);
    const { checkin } = await findParticipant(context, event, '8');
    expect(checkin).toEqual({ status: 'checked_in', at: null, by: null, deviceId: null });
    expect(await list({ status: 'cancelled' })).toBe(0);
  });

  it('goes through more participants than fit into one page', async () => {
    const large = await makeEvent(context);
    const rows = Array.from({ length: 2_001 }, (_, index) => `Kim Lee,n${index}@example.com`);
    await importCsv(context, large, ['name,email', ...rows].join('\n'));
    const numbers: number[] = [];
    for await (const { number } of eachParticipant(context, { event: large })) numbers.push(number);
    expect(numbers).toEqual(Array.from({ length: 2_001 }, (_, index) => index + 1));
  });
});

describe('a registration number', () => {
  it.each([
    ['#042', 42],
    ['42', 42],
    [' #1234 ', 1234],
    ['#', undefined],
    ['4 2', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['9999999999', undefined],
    ['０４２', undefined],
  ])('of %j is %j', (text, number) => {
    expect(parseRegistrationNumber(text)).toBe(number);
  });
});
