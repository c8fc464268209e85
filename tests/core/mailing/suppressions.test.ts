import { readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBufferFileSource } from '../../../src/core/imports/adapters/buffer-file-source.js';
import { createDiskFileSource } from '../../../src/core/imports/adapters/disk-file-source.js';
import {
  findColumns,
  importSuppressions,
  readRows,
} from '../../../src/core/mailing/import-suppressions.js';
import {
  exportSuppressions,
  listSuppressions,
} from '../../../src/core/mailing/list-suppressions.js';
import { findSendable, insertMessages } from '../../../src/core/mailing/message-repository.js';
import { suppressAddress, suppressByHand } from '../../../src/core/mailing/suppress-address.js';
import type { SuppressionReason } from '../../../src/core/mailing/suppression-repository.js';
import { findCanaries } from '../../support/canary.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { tempFolder } from '../../support/temp.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';

describe('the columns of a file of addresses', () => {
  it('are known by name, in Korean too, else by their @', () => {
    const none = { reason: undefined, note: undefined };
    expect(findColumns(['이름', '이메일'])).toEqual({ email: 1, ...none, hasHeader: true });
    expect(findColumns(['email', 'reason', 'note', 'created_at'])).toEqual({
      ...{ email: 0, reason: 1, note: 2, hasHeader: true },
    });
    expect(findColumns(['Hong', 'h@example.com'])).toEqual({ email: 1, ...none, hasHeader: false });
    expect(findColumns(['Hong', 'Seoul'])).toBeUndefined();
  });

  it('give each address once, for its strongest reason, and the rows without one', () => {
    const cells = [
      ['A@Example.com', 'unsubscribed'],
      ['a@example.com', 'complaint'],
      ['nobody', ''],
      ['b@example.com', 'boredom'],
      ['b@example.com', 'unsubscribed'],
    ];
    const rows = cells.map((row, index) => ({ row: index + 2, cells: row }));
    const columns = { email: 0, reason: 1, note: undefined, hasHeader: true };
    expect(readRows(rows, columns, 'manual')).toEqual({
      suppressions: [
        { email: 'a@example.com', reason: 'complaint', note: null },
        { email: 'b@example.com', reason: 'manual', note: null },
      ],
      rejected: [4],
    });
  });
});

describeEachEngine('the suppression list', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  beforeEach(async () => {
    await context.database.knex('suppressions').delete();
  });
  afterAll(async () => await context?.close());

  async function suppress(email: string, reason: SuppressionReason) {
    return await context.database.transaction(
      async (trx) => await suppressAddress(trx, context, { email, reason }),
    );
  }

  async function listed() {
    const { suppressions } = await listSuppressions(context, { limit: 100 });
    return suppressions.map(({ email, reason }) => `${email} ${reason}`);
  }

  async function importText(text: string, reason?: SuppressionReason) {
    const source = createBufferFileSource('list.csv', Buffer.from(text));
    return await importSuppressions(context, source, { reason });
  }

  it('keeps the first reason of an address unless a stronger one comes', async () => {
    expect(await suppress('a@example.com', 'hard_bounce')).toBe('added');
    expect(await suppress('a@example.com', 'hard_bounce')).toBe('known');
    expect(await suppress('a@example.com', 'unsubscribed')).toBe('known');
    expect(await listed()).toEqual(['a@example.com hard_bounce']);
    expect(await suppress('a@example.com', 'complaint')).toBe('strengthened');
    expect(await suppress('a@example.com', 'manual')).toBe('known');
    expect(await listed()).toEqual(['a@example.com complaint']);
  });

  it("stops the messages of a participant, being found by the participants' own index", async () => {
    const { database, ids } = context;
    const event = await makeEvent(context);
    const { id: participantId } = await join(context, event, { email: 'kim@example.com' });
    const about = { eventId: event.id, template: 'reminder', occasion: 'x' } as const;
    await database.transaction(async (trx) => {
      const participantIds = [participantId];
      await insertMessages(trx, ids, { ...about, campaignId: null, participantIds });
    });
    await suppressByHand(context, { address: ' Kim@Example.COM ' });
    const { id } = await database.knex('messages').where({ participant_id: participantId }).first();
    expect(await findSendable(database.knex, id)).toMatchObject({ suppression: 'manual' });
  });

  it('holds no address that can be read', async () => {
    await suppressByHand(context, { address: 'canary.bird@example.com', note: 'asked' });
    const rows = await context.database.knex('suppressions').select();
    expect(rows).toHaveLength(1);
    const bytes = rows.flatMap((row) =>
      Object.values(row).map((value) => (Buffer.isBuffer(value) ? value : String(value))),
    );
    expect(bytes.flatMap((value) => findCanaries(['canary.bird'], value))).toEqual([]);
  });

  it('refuses what is no address, without repeating it', async () => {
    const refused = suppressByHand(context, { address: 'secret@@x' });
    await expect(refused).rejects.toMatchObject({
      code: 'SUPPRESSION_NOT_AN_ADDRESS',
      exitCode: 2,
    });
    await expect(refused).rejects.not.toThrow(/secret/);
  });

  it('takes one address per line, the first line too', async () => {
    expect(await importText('a@example.com\nnobody\nb@example.com\nA@example.com\n')).toEqual({
      ...{ rows: 4, added: 2, strengthened: 0, known: 1, rejected: 1, rejectedRows: [2] },
    });
    expect((await listed()).sort()).toEqual(['a@example.com manual', 'b@example.com manual']);
    expect(await importText('c@example.com')).toMatchObject({ rows: 1, added: 1 });
  });

  it('takes nothing of a file without addresses', async () => {
    await expect(importText('name,city\nHong,Seoul\n')).rejects.toMatchObject({
      code: 'SUPPRESSION_FILE_NO_ADDRESSES',
      exitCode: 2,
    });
    expect(await listed()).toEqual([]);
  });

  it('gives and takes back its own export, reasons included', async () => {
    await suppress('a@example.com', 'unsubscribed');
    await suppress('=b@example.com', 'complaint');
    const before = await listed();
    const path = joinPath(tempFolder(), 'list.csv');
    expect(await exportSuppressions(context, { path })).toEqual({ rows: 2 });
    expect(readFileSync(path, 'utf8')).toContain("'=b@example.com,complaint");
    await context.database.knex('suppressions').delete();
    const source = await createDiskFileSource(path, 1_000_000);
    expect(await importSuppressions(context, source)).toMatchObject({ added: 2, rejected: 0 });
    expect((await listed()).sort()).toEqual(before.sort());
  });

  it('exports and imports more than fits into one batch', async () => {
    const lines = Array.from({ length: 2_500 }, (_, index) => `person${index}@example.com`);
    const text = ['email', ...lines].join('\n');
    expect(await importText(text, 'unsubscribed')).toMatchObject({ added: 2_500, known: 0 });
    expect(await importText(text)).toMatchObject({ added: 0, strengthened: 2_500 });
    const path = joinPath(tempFolder(), 'list.csv');
    expect(await exportSuppressions(context, { path, reason: 'manual' })).toEqual({ rows: 2_500 });
    const written = readFileSync(path, 'utf8').trim().split('\r\n').slice(1);
    expect(new Set(written.map((line) => line.split(',')[0]))).toEqual(new Set(lines));
    expect((await listSuppressions(context, { limit: 3 })).total).toBe(2_500);
  });
});
