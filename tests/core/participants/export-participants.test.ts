import { readdirSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { exportParticipants } from '../../../src/core/participants/export-participants.js';
import { openTestContext, type TestContext } from '../../support/database.js';
import { tempFolder } from '../../support/temp.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from './sample-participant.js';

describe('exporting participants', () => {
  let context: TestContext;
  let event: Event;
  beforeAll(async () => {
    context = await openTestContext('embedded');
    event = await makeEvent(context, { capacity: 3, waitlistEnabled: true });
    await join(context, event, {
      name: '홍길동',
      email: 'hong@example.com',
      phone: '+821012345678',
      birthDate: '1990-01-02',
      customResponses: { 회사: 'Acme, "Inc."\nSeoul', seats: 2 },
    });
    await join(context, event, {
      name: '=HYPERLINK("http://x","y")',
      email: 'formula@example.com',
      customResponses: { 회사: '+1', note: '@SUM(A1)', seats: -3 },
    });
    await join(context, event, { name: '-김철수', email: '+plus@example.com' });
    await join(context, event, { name: '기다림' });
  });
  afterAll(async () => await context?.close());

  const header = [
    ...[
      'evm_number',
      'name',
      'email',
      'phone',
      'birthDate',
      'evm_status',
      'evm_checkin',
      'evm_ticket_code',
    ],
    ...['evm_registered_at', 'note', 'seats', '회사'],
  ];

  it('writes everybody into a CSV file that a spreadsheet opens as text', async () => {
    const path = joinPath(tempFolder(), 'all.csv');
    expect(await exportParticipants(context, { event, path })).toEqual({ rows: 4 });
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const rows = parse(bytes, { bom: true }) as string[][];
    expect(rows[0]).toEqual(header);
    expect(rows[1]?.slice(0, 7)).toEqual([
      ...['#001', '홍길동', 'hong@example.com', '+821012345678', '1990-01-02'],
      ...['registered', 'not_checked_in'],
    ]);
    expect(rows[1]?.slice(-3)).toEqual(['', '2', 'Acme, "Inc."\nSeoul']);
    expect(rows[4]?.[5]).toBe('waitlisted');
  });

  it('lets no cell begin as a formula', async () => {
    const path = joinPath(tempFolder(), 'all.csv');
    await exportParticipants(context, { event, path });
    const rows = parse(readFileSync(path), { bom: true }) as string[][];
    const cells = rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell));
    // Signed numbers are values, not formulas; with a quote before them a phone could not be dialled.
    expect(cells).toEqual(['+821012345678', '-3', '+1']);
    expect(rows[2]?.[1]).toBe('\'=HYPERLINK("http://x","y")');
  });

  it('writes a workbook with the same cells, none of them a formula', async () => {
    const path = joinPath(tempFolder(), 'all.xlsx');
    await exportParticipants(context, { event, path });
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.readFile(path);
    const sheet = workbook.worksheets[0] as exceljs.Worksheet;
    const values = sheet.getRow(1).values as unknown[];
    expect(values.slice(1)).toEqual(header);
    expect(sheet.rowCount).toBe(5);
    sheet.eachRow((row) =>
      row.eachCell((cell) => expect(cell.type).not.toBe(exceljs.ValueType.Formula)),
    );
    expect(sheet.getCell('B2').value).toBe('홍길동');
    expect(sheet.getCell('K2').value).toBe(2);
  });

  it('takes only those of one status', async () => {
    const path = joinPath(tempFolder(), 'some.csv');
    expect(await exportParticipants(context, { event, status: 'waitlisted', path })).toEqual({
      rows: 1,
    });
  });

  it('writes a header for an event without participants', async () => {
    const path = joinPath(tempFolder(), 'none.csv');
    const empty = await makeEvent(context);
    expect(await exportParticipants(context, { event: empty, path })).toEqual({ rows: 0 });
    expect(parse(readFileSync(path), { bom: true })).toHaveLength(1);
  });

  it('leaves nothing behind when it fails on the way', async () => {
    const folder = tempFolder();
    const broken = await makeEvent(context);
    await join(context, broken);
    await join(context, broken);
    await context.database
      .knex('participants')
      .where({ event_id: broken.id, number: 2 })
      .update({ personal_encrypted: Buffer.from('damaged') });
    const path = joinPath(folder, 'all.csv');
    await expect(exportParticipants(context, { event: broken, path })).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});
