import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { exportTickets } from '../../../src/core/tickets/export-tickets.js';
import { showTicket } from '../../../src/core/tickets/show-ticket.js';
import { renderTicketPng } from '../../../src/core/tickets/ticket-qr.js';
import { openTestContext, type TestContext } from '../../support/database.js';
import { tempFolder } from '../../support/temp.js';
import { makeEvent, register, reissue } from './sample-event.js';

describe('an export of tickets', () => {
  let context: TestContext;
  let event: Event;
  const holders: Participant[] = [];

  beforeAll(async () => {
    context = await openTestContext('embedded');
    event = await makeEvent(context, 'devday');
    for (let index = 1; index <= 20; index++) {
      holders.push(await register(context, event, `홍길동 ${index}`));
    }
    const cancelled = holders.pop() as Participant;
    await cancelParticipant(context, event, cancelled.id);
  });
  afterAll(async () => await context.close());

  const fileOf = ({ number, ticketCode }: Participant) =>
    `#${String(number).padStart(3, '0')}-${ticketCode}.png`;

  it('has an image of each registered participant, and a list of them', async () => {
    const folder = join(tempFolder(), 'new', 'tickets');
    const result = await exportTickets(context, event, { folder, format: 'png' });
    expect(result).toEqual({
      event: 'devday',
      folder,
      format: 'png',
      total: 19,
      written: 19,
      kept: 0,
      index: join(folder, 'index.csv'),
    });
    expect(readdirSync(folder).sort()).toEqual([...holders.map(fileOf), 'index.csv'].sort());
    const lines = readFileSync(result.index, 'utf8').trimEnd().split('\r\n');
    expect(lines.slice(1)).toEqual(
      holders.map((holder) => {
        const { number, name, ticketCode: code } = holder;
        return `${number},${name},${code.slice(0, 5)}-${code.slice(5)},1,${fileOf(holder)}`;
      }),
    );
    expect(lines.join()).not.toContain('@');
  });

  it('holds the same images as the tickets shown one by one', async () => {
    const folder = tempFolder();
    await exportTickets(context, event, { folder, format: 'png' });
    const holder = holders[4] as Participant;
    const { payload } = await showTicket(context, event, holder);
    const image = await renderTicketPng(payload);
    expect(readFileSync(join(folder, fileOf(holder)))).toEqual(image);
  });

  it('is readable by its owner alone', async () => {
    const folder = tempFolder();
    const { index } = await exportTickets(context, event, { folder, format: 'svg' });
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(index, 'utf8')).toContain('.svg\r\n');
  });

  it('done again keeps what is there and mends what is not right', async () => {
    const folder = tempFolder();
    await exportTickets(context, event, { folder, format: 'png' });
    const [first, second] = holders as [Participant, Participant];
    const before = statSync(join(folder, fileOf(second)));
    writeFileSync(join(folder, fileOf(first)), 'half an image');
    writeFileSync(join(folder, `.${fileOf(first)}.99999999-1.partial`), 'of a killed process');
    const again = await exportTickets(context, event, { folder, format: 'png' });
    expect(again).toMatchObject({ total: 19, written: 1, kept: 18 });
    expect(statSync(join(folder, fileOf(second))).mtimeMs).toBe(before.mtimeMs);
    expect(readdirSync(folder)).toHaveLength(20);
  });

  it('into a folder that another one writes at the same time is whole', async () => {
    const folder = tempFolder();
    const exports = [1, 2, 3].map(
      async () => await exportTickets(context, event, { folder, format: 'png' }),
    );
    for (const { total } of await Promise.all(exports)) expect(total).toBe(19);
    expect(readdirSync(folder)).toHaveLength(20);
    expect(await exportTickets(context, event, { folder, format: 'png' })).toMatchObject({
      ...{ written: 0, kept: 19 },
    });
  });

  it('replaces the image of a ticket that was issued again', async () => {
    const folder = tempFolder();
    await exportTickets(context, event, { folder, format: 'png' });
    holders[2] = await reissue(context, holders[2] as Participant);
    expect(await exportTickets(context, event, { folder, format: 'png' })).toMatchObject({
      written: 1,
      kept: 18,
    });
  });

  it('stops when it is interrupted, keeps what it wrote, and goes on the next time', async () => {
    const folder = tempFolder();
    const aborter = new AbortController();
    const interrupted = exportTickets(context, event, {
      folder,
      format: 'png',
      signal: aborter.signal,
      onProgress: () => aborter.abort(),
    });
    await expect(interrupted).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    const written = readdirSync(folder);
    expect(written).toHaveLength(8);
    expect(written).not.toContain('index.csv');
    expect(await exportTickets(context, event, { folder, format: 'png' })).toMatchObject({
      written: 11,
      kept: 8,
    });
  });

  it('says how far it is', async () => {
    const told: [number, number][] = [];
    await exportTickets(context, event, {
      folder: tempFolder(),
      format: 'svg',
      onProgress: (done, total) => told.push([done, total]),
    });
    expect(told).toEqual([
      [8, 19],
      [16, 19],
      [19, 19],
    ]);
  });

  it('of an event without participants is an empty list', async () => {
    const empty = await makeEvent(context, 'empty');
    const folder = tempFolder();
    const result = await exportTickets(context, empty, { folder, format: 'png' });
    expect(result.total).toBe(0);
    expect(readdirSync(folder)).toEqual(['index.csv']);
  });

  it('explains a folder that cannot be written', async () => {
    const folder = join(tempFolder(), 'file');
    writeFileSync(folder, '');
    await expect(exportTickets(context, event, { folder, format: 'png' })).rejects.toMatchObject({
      code: 'TICKET_WRITE',
      exitCode: 2,
    });
  });

  it('explains an image that cannot be replaced, and leaves the old list alone', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'index.csv'), 'old');
    mkdirSync(join(folder, fileOf(holders[9] as Participant)));
    await expect(exportTickets(context, event, { folder, format: 'png' })).rejects.toMatchObject({
      code: 'TICKET_WRITE',
    });
    expect(readFileSync(join(folder, 'index.csv'), 'utf8')).toBe('old');
    const left = readdirSync(folder);
    expect(left.filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
