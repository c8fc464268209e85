import { describe, expect, it } from 'vitest';
import type { Bitmap } from '../../../src/core/badges/bitmap.js';
import { prepareRasteriser } from '../../../src/core/badges/rasterise-badge.js';
import { sampleBadge } from '../../../src/core/badges/sample-badge.js';
import { builtInBadgeTemplates } from '../../../src/core/badges/templates/built-in.js';
import { fitBitmap } from '../../../src/core/printing/fit-bitmap.js';
import { brotherLabels } from '../../../src/core/printing/languages/brother-labels.js';
import { languages } from '../../../src/core/printing/languages/languages.js';
import type { PrinterLanguage, PrinterProfile } from '../../../src/core/printing/schema.js';
import { decodeBrotherQl } from '../../support/virtual-printer-languages.js';
import { isBlack, readSymbol } from '../badges/read-symbol.js';
import { decoders, print } from './paper.js';
import { profileOf, randomBitmap } from './sample-printing.js';

const names = ['escpos', 'brother-ql', 'zpl'] as const;

/** Where the paper has the picture: pins of a Brother beside the roll are not part of it. */
function printedArea(language: PrinterLanguage, badge: Bitmap, profile: PrinterProfile): Bitmap {
  if (language !== 'brother-ql') return badge;
  const { printable, right } = brotherLabels['62'] as (typeof brotherLabels)[string];
  const left = 720 - right - printable.width;
  const shifted = readDots(badge, left, printable.width);
  return { ...shifted, width: profile.width };
}

function readDots(bitmap: Bitmap, left: number, width: number): Bitmap {
  const data = new Uint8Array(Math.ceil(width / 8) * bitmap.height);
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isBlack(bitmap, left + x, y)) continue;
      const at = y * Math.ceil(width / 8) + (x >> 3);
      data[at] = (data[at] as number) | (0x80 >> (x & 7));
    }
  }
  return { width, height: bitmap.height, data };
}

describe.each(names)('%s', (language) => {
  it('prints the dots of a picture, each in its place, and nothing else', () => {
    const profile = profileOf(language);
    const picture = randomBitmap({ width: profile.width, height: 300 });
    const paper = print(language, picture);
    expect(paper.nonsense).toBeUndefined();
    expect(paper.badges).toHaveLength(1);
    const [badge] = paper.badges as [Bitmap];
    const area = printedArea(language, badge, profile);
    const wanted = printedArea('zpl', picture, profile);
    expect(area.height).toBe(wanted.height);
    const wrong = Array.from(area.data).filter((byte, at) => byte !== wanted.data[at]);
    // ESC/POS leaves a dot out where dots spell a command.
    expect(wrong.length).toBeLessThan(language === 'escpos' ? 30 : 1);
  });

  it('prints two badges as two labels', () => {
    const decoder = decoders[language]();
    const bytes = languages[language].encode(
      randomBitmap({ width: 64, height: 24 }),
      profileOf(language),
    );
    decoder.take(Buffer.concat([bytes, bytes]));
    expect(decoder.paper.badges).toHaveLength(2);
    expect(decoder.paper.nonsense).toBeUndefined();
  });

  it.each([203, 300])('prints a badge whose QR code is read back, at %i dpi', async (dpi) => {
    const template = builtInBadgeTemplates[0] as (typeof builtInBadgeTemplates)[number];
    const payload = `EVM1:${'ABCDEFGHIJ'.repeat(12)}`.slice(0, 122);
    const rasterise = await prepareRasteriser(template, { dpi });
    const { bitmap } = await rasterise({ ...sampleBadge, qr: payload });
    const width = language === 'brother-ql' ? 696 : Math.round((58 * dpi) / 25.4);
    const paper = print(language, bitmap, { ...profileOf(language), dpi, width });
    expect(paper.nonsense).toBeUndefined();
    expect(readSymbol(paper.badges[0] as Bitmap)).toBe(payload);
  });
});

describe('an ESC/POS picture', () => {
  it('never spells a real-time command, whatever its dots are', () => {
    const data = new Uint8Array(72 * 8);
    data.set([0x10, 0x14, 0x01, 0x00, 0x05], 10);
    data.set([0x10, 0x04, 0x01], 300);
    data.set([0x10, 0x05, 0x02], 71);
    const bytes = languages.escpos.encode({ width: 576, height: 8, data }, profileOf('escpos'));
    for (const second of [0x04, 0x05, 0x14]) {
      expect(bytes.includes(Buffer.from([0x10, second]))).toBe(false);
    }
    expect(bytes.includes(Buffer.from([0x14, 0x01, 0x00, 0x05]))).toBe(true);
  });
});

describe('a label of a Brother', () => {
  it('has as many rows as a die-cut roll lets print, and says which roll it wants', () => {
    const profile = { ...profileOf('brother-ql'), label: '62x100' };
    const bytes = languages['brother-ql'].encode(
      randomBitmap({ width: 732, height: 1181 }),
      profile,
    );
    const media = bytes.indexOf(Buffer.from([0x1b, 0x69, 0x7a]));
    expect([...bytes.subarray(media + 3, media + 13)]).toEqual([
      0xce,
      0x0b,
      62,
      100,
      1109 & 0xff,
      1109 >> 8,
      0,
      0,
      0,
      0,
    ]);
    const decoder = decodeBrotherQl();
    decoder.take(bytes);
    expect(decoder.paper.badges[0]?.height).toBe(1109);
  });
});

describe('a picture on a print head', () => {
  it('is centred, with as much cut off on one side as on the other', () => {
    const dot = (at: number) => ({ width: 9, height: 1, data: bits(9, [at]) });
    expect([...fitBitmap(dot(0), { width: 11 }).data]).toEqual([...bits(11, [1])]);
    expect([...fitBitmap(dot(4), { width: 5 }).data]).toEqual([...bits(5, [2])]);
    expect([...fitBitmap(dot(8), { width: 5 }).data]).toEqual([0]);
    expect([...fitBitmap(dot(8), { width: 27 }).data]).toEqual([...bits(27, [17])]);
  });

  it('keeps what lies beyond its width out', () => {
    const dirty = { width: 4, height: 1, data: new Uint8Array([0xff]) };
    expect([...fitBitmap(dirty, { width: 8 }).data]).toEqual([0b0011_1100]);
  });
});

function bits(width: number, at: readonly number[]): Uint8Array {
  const data = new Uint8Array(Math.ceil(width / 8));
  for (const x of at) data[x >> 3] = (data[x >> 3] as number) | (0x80 >> (x & 7));
  return data;
}
