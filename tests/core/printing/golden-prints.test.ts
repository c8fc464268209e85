import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import type { Bitmap } from '../../../src/core/badges/bitmap.js';
import { bitmapPng } from '../../../src/core/badges/bitmap-png.js';
import { prepareRasteriser } from '../../../src/core/badges/rasterise-badge.js';
import { sampleBadge } from '../../../src/core/badges/sample-badge.js';
import type { BadgeTemplate } from '../../../src/core/badges/schema.js';
import { builtInBadgeTemplates } from '../../../src/core/badges/templates/built-in.js';
import { isBlack } from '../badges/read-symbol.js';
import { print } from './paper.js';
import { profileOf } from './sample-printing.js';

/** Of all dots; another processor rounds the edge of a letter otherwise. */
const mostWrong = 0.001;

/** What was on the paper when somebody looked at it and approved. To approve anew: EVM_TEST_APPROVE_PRINTS=1, and look. */
it.each([
  ['escpos', 203],
  ['escpos', 300],
  ['zpl', 203],
  ['zpl', 300],
  ['brother-ql', 300],
] as const)('the badge that %s prints at %i dpi is the approved one', async (language, dpi) => {
  const [template] = builtInBadgeTemplates as [BadgeTemplate];
  const { bitmap } = await (await prepareRasteriser(template, { dpi }))(sampleBadge);
  const width = language === 'brother-ql' ? 696 : Math.round((58.9 * dpi) / 25.4);
  const profile = { ...profileOf(language), dpi, width };
  const [printed] = print(language, bitmap, profile).badges as [Bitmap];
  const golden = fileURLToPath(
    new URL(`../../fixtures/prints/${language}-${dpi}.png`, import.meta.url),
  );
  if (process.env.EVM_TEST_APPROVE_PRINTS) {
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, bitmapPng(printed, { dpi }));
  }
  const approved = await readPicture(golden);
  expect([printed.width, printed.height]).toEqual([approved.width, approved.height]);
  const shareWrong = (print: Bitmap) =>
    countWrong(print, approved) / (approved.width * approved.height);
  expect(shareWrong(printed)).toBeLessThan(mostWrong);
  // The measure can tell: with another family name it is another picture.
  const other = { ...sampleBadge, fields: { ...sampleBadge.fields, name: '김길동' } };
  const { bitmap: elseBitmap } = await (await prepareRasteriser(template, { dpi }))(other);
  const [otherPrint] = print(language, elseBitmap, profile).badges as [Bitmap];
  expect(shareWrong(otherPrint)).toBeGreaterThan(4 * mostWrong);
});

interface Picture {
  width: number;
  height: number;
  isBlack(x: number, y: number): boolean;
}

async function readPicture(file: string): Promise<Picture> {
  const image = await loadImage(file);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, isBlack: (x, y) => (data[(y * width + x) * 4] as number) < 128 };
}

function countWrong(printed: Bitmap, approved: Picture): number {
  let wrong = 0;
  for (let y = 0; y < printed.height; y++) {
    for (let x = 0; x < printed.width; x++) {
      if (isBlack(printed, x, y) !== approved.isBlack(x, y)) wrong += 1;
    }
  }
  return wrong;
}
