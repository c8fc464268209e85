import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../src/core/events/schema.js';
import { createPress } from '../../src/core/printing/press-badge.js';
import type { PrinterLanguage, PrinterProfile, PrintJob } from '../../src/core/printing/schema.js';
import { makeEvent } from '../core/events/sample-event.js';
import { join } from '../core/participants/sample-participant.js';
import { profileOf } from '../core/printing/sample-printing.js';
import { openTestContext, type TestContext } from '../support/database.js';
import { decodeBrotherQl, decodeEscpos, decodeZpl } from '../support/virtual-printer-languages.js';

/** Names that are commands somewhere: of printers above all. */
const naughty = [
  '\u001b@\u001bp\u0000\u0019\u00fa',
  '\u001dV\u0000cut',
  '\u0010\u0014\u0001\u0000\u0005',
  '\u0010\u0004\u0001',
  '\u001b=\u0002off',
  'ÿ\u001di',
  '^XA^FO0,0^A0N,50,50^FDowned^FS^XZ',
  '~JR ^XZ^XA^IDR:*.*^FS',
  '~HS\u0002\u0003',
  '\u001a\u001a\u001biz',
  'g\u0000Z',
  '\u009b31m\u001b[2J',
  "Robert'); DROP TABLE print_jobs;--",
  '👨‍👩‍👧‍👦',
  'Ẓ̌á̲l͔̝̞̄̑͌g̖̘̘̔̔͢͞͝o̪̔T̢̙̫̈̍͞e̬͈͕͌̏͑x̺̍ṭ̓̓ͅ',
  'هَٰذَا ٱلِٱسْم‎',
  '田中さん\u2028\u2029x',
  '가'.repeat(100),
  '{{name}}\n\r\t%n$&',
];

const allowed: Record<PrinterLanguage, readonly string[]> = {
  escpos: [...['ESC @', 'GS v 0', 'LF', 'GS V'], ...['FS &', 'ESC a', 'GS !', 'text', 'GS ( k']],
  'brother-ql': [
    ...['NUL', 'ESC @', 'ESC i a', 'ESC i z', 'ESC i M'],
    ...['ESC i A', 'ESC i K', 'ESC i d', 'M', 'g', 'print'],
  ],
  zpl: ['^XA', '^MM', '^PW', '^LL', '^LH', '^FO', '^GF', '^FS', '^PQ', '^XZ'],
};
const decoders = { escpos: decodeEscpos, 'brother-ql': decodeBrotherQl, zpl: decodeZpl };

let context: TestContext;
let event: Event;
const jobs: PrintJob[] = [];
beforeAll(async () => {
  context = await openTestContext('embedded');
  event = await makeEvent(context);
  for (const [index, name] of naughty.entries()) {
    const { id } = await join(context, event, {
      name: `${index}`,
      customResponses: { company: name.replaceAll('\u0000', '\u0001') },
    });
    // As a name that came before there were checks.
    await context.database
      .knex('participants')
      .where({ id })
      .update({ name: name.replaceAll('\u0000', '\u0001') });
    jobs.push({
      ...{ id, eventId: event.id, participantId: id, copy: 1, printerId: id },
      ...{ template: undefined, gate: undefined, attempts: 0 },
    });
  }
});
afterAll(async () => await context?.close());

async function press(profile: PrinterProfile): Promise<Buffer[]> {
  const make = createPress(context, {
    ...{ id: '', name: '', state: 'done', reason: null, profile },
    connection: { kind: 'file', path: 'badges' },
  });
  const badges: Buffer[] = [];
  for (const job of jobs) {
    const pressed = await make(job);
    if (pressed.kind === 'bytes') badges.push(pressed.bytes);
  }
  return badges;
}

const profiles: readonly PrinterProfile[] = [
  profileOf('escpos'),
  profileOf('brother-ql'),
  profileOf('zpl'),
  { ...profileOf('escpos'), mode: 'text' },
];

it.each(profiles)('no name becomes a command of $language in $mode', async (profile) => {
  const { language } = profile;
  const badges = await press(profile);
  expect(badges).toHaveLength(naughty.length);
  for (const [index, bytes] of badges.entries()) {
    const decoder = decoders[language]();
    expect(decoder.take(bytes).filter((question) => question !== 'end')).toEqual([]);
    const { commands, nonsense, badges: printed, rows } = decoder.paper;
    expect(nonsense, naughty[index]).toBeUndefined();
    expect(commands.filter((name) => !allowed[language].includes(name))).toEqual([]);
    expect([printed.length, rows]).toEqual([1, 0]);
    const ends = commands.filter((name) => ['GS V', 'print', '^XZ'].includes(name));
    expect(ends, naughty[index]).toHaveLength(1);
  }
});

it('letters of the printer itself are those of CP949, with the QR code as data', async () => {
  const { id } = await join(context, event, {
    name: '홍길동',
    customResponses: { company: '똠방각하' },
  });
  jobs.push({
    ...{ id, eventId: event.id, participantId: id, copy: 1, printerId: id },
    ...{ template: undefined, gate: undefined, attempts: 0 },
  });
  const bytes = (await press({ ...profileOf('escpos'), mode: 'text' })).at(-1) as Buffer;
  jobs.pop();
  for (const text of ['홍길동', '똠방각하'])
    expect(bytes.includes(iconv.encode(text, 'cp949'))).toBe(true);
  const stored = bytes.indexOf(Buffer.from([0x31, 0x50, 0x30]));
  expect(bytes.readUInt16LE(stored - 2)).toBe(122 + 3);
  expect(bytes.subarray(stored + 3, stored + 8).toString()).toBe('EVM1:');
});
