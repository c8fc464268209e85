import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isDark } from '../../../src/core/badges/dots.js';
import { prepareRasteriser } from '../../../src/core/badges/rasterise-badge.js';
import { sampleBadge } from '../../../src/core/badges/sample-badge.js';
import type { Badge, BadgeTemplate } from '../../../src/core/badges/schema.js';
import { builtInBadgeTemplates } from '../../../src/core/badges/templates/built-in.js';
import { dotsPerBlock, terminalLines } from '../../../src/core/badges/terminal-lines.js';
import { isBlack, readSymbol } from './read-symbol.js';

const [label] = builtInBadgeTemplates as [BadgeTemplate];
const payload = `EVM1:${'7K3:M/Q9$Z*2XW-8'.repeat(8).slice(0, 117)}`;

function named(fields: Partial<Record<string, string>>): Badge {
  return { qr: payload, fields: { ...sampleBadge.fields, ...(fields as Badge['fields']) } };
}

describe.each(builtInBadgeTemplates.map((template) => [template.name, template] as const))(
  'the badge %s',
  (name, template) => {
    it.each([203, 300])('has a QR code that a scanner reads, at %i dpi', async (dpi) => {
      const { bitmap } = await (await prepareRasteriser(template, { dpi }))(named({}));
      const { width, height } = template.dimensions;
      expect(bitmap.width).toBe(Math.round((width * dpi) / 25.4));
      expect(bitmap.height).toBe(Math.round((height * dpi) / 25.4));
      expect(bitmap.data).toHaveLength(Math.ceil(bitmap.width / 8) * bitmap.height);
      expect(readSymbol(bitmap)).toBe(payload);
    });

    it('looks as it was approved', async () => {
      // Half blocks: a difference can be seen, and a dot more or less on another processor is none.
      const columns = 72;
      const dpi = (columns * dotsPerBlock * 25.4) / template.dimensions.width;
      const { bitmap } = await (await prepareRasteriser(template, { dpi }))(named({}));
      const picture = `${terminalLines(bitmap).join('\n')}\n`;
      await expect(picture).toMatchFileSnapshot(`../../fixtures/badges/${name}.txt`);
    });
  },
);

describe('badges one after the other', () => {
  it('are the same as alone: nothing of one is left on the next', async () => {
    const rasterise = await prepareRasteriser(label, { dpi: 203 });
    const alone = (await rasterise(named({ name: '홍길동' }))).bitmap;
    await rasterise(named({ name: 'Alexandria Constantinopoulos', company: 'X'.repeat(50) }));
    expect((await rasterise(named({ name: '홍길동' }))).bitmap).toEqual(alone);
  });

  it('are the same with the values of all drawn beforehand', async () => {
    const { event = '', date = '' } = sampleBadge.fields;
    const fixed = await prepareRasteriser(label, { dpi: 203, fixed: { event, date } });
    const each = await prepareRasteriser(label, { dpi: 203 });
    expect(await fixed(named({}))).toEqual(await each(named({})));
  });

  it('may be asked for at the same time', async () => {
    const rasterise = await prepareRasteriser(label, { dpi: 203 });
    const names = ['홍길동', 'Kim', '山田', 'Wałęsa'];
    const together = await Promise.all(names.map((name) => rasterise(named({ name }))));
    for (const [index, name] of names.entries()) {
      expect(together[index]).toEqual(await rasterise(named({ name })));
    }
  });
});

const nasty = [
  'ı̇'.repeat(30),
  `Z${'\u0351\u0300\u0316'.repeat(60)}algo`,
  '\u1ea4'.repeat(12),
  'ﷺ﷽'.repeat(20),
  '{{code}} {{qr}} {{name}}',
  '<script>alert(1)</script>',
  "'; DROP TABLE badges; --",
  '\u001b[31mred\u001b[0m \x1d\x56\x00',
  '^XA^FO0,0^GFA~DG',
  '\u202e\u2066dlrow\u2069',
  `${'\n'.repeat(50)}x`,
  '\ud83d\ude00'.repeat(100),
  'W'.repeat(2_000),
  '뷁'.repeat(500),
  '龘 '.repeat(400),
  'g̲j̲ y q '.repeat(5),
  '$& $1 $` \\n %s %n',
  '',
];

describe('a hostile name', () => {
  // As low as its letters without their marks, which would stand above it.
  const field = { x: 4, y: 22, width: 54, height: 9, fontSize: 30, minFontSize: 14, lines: 1 };
  const tight = { ...label, layout: { ...label.layout, name: field } };

  it.each(nasty.map((name) => [JSON.stringify(name).slice(0, 40), name]))(
    '%s leaves no ink outside its box',
    async (_, name) => {
      const rasterise = await prepareRasteriser(tight, { dpi: 203 });
      const { bitmap } = await rasterise(named({ name }));
      const without = (await rasterise(named({ name: '' }))).bitmap;
      const scale = 203 / 25.4;
      const strays: string[] = [];
      for (let y = 0; y < bitmap.height; y++) {
        for (let x = 0; x < bitmap.width; x++) {
          const isInside =
            x >= Math.round(field.x * scale) &&
            x < Math.round((field.x + field.width) * scale) &&
            y >= Math.round(field.y * scale) &&
            y < Math.round((field.y + field.height) * scale);
          if (!isInside && isBlack(bitmap, x, y) !== isBlack(without, x, y))
            strays.push(`${x},${y}`);
        }
      }
      expect(strays).toEqual([]);
      expect(readSymbol(bitmap)).toBe(payload);
    },
  );

  it('is told of: characters without a glyph, and a text that does not fit', async () => {
    const rasterise = await prepareRasteriser(label, { dpi: 203 });
    expect(await rasterise(named({ name: 'Kim 😀🎉' }))).toMatchObject({ missing: 2, cut: 0 });
    expect(await rasterise(named({ name: 'W'.repeat(500) }))).toMatchObject({ missing: 0, cut: 1 });
  });
});

describe('a picture on a badge', () => {
  const grey = readFileSync(new URL('../../fixtures/badges/grey.png', import.meta.url));
  const src = `data:image/png;base64,${grey.toString('base64')}`;
  const template = (dither: 'floyd-steinberg' | 'threshold'): BadgeTemplate => ({
    name: 'picture',
    dimensions: { width: 20, height: 20 },
    layout: { logo: { x: 0, y: 0, width: 20, height: 20, src, dither } },
  });

  it.each([
    ['floyd-steinberg', 0.25, 0.35],
    ['threshold', 0, 0],
  ] as const)('is black and white by %s', async (dither, least, most) => {
    const rasterise = await prepareRasteriser(template(dither), { dpi: 203 });
    const { bitmap } = await rasterise({ fields: {}, qr: null });
    let black = 0;
    for (let y = 0; y < bitmap.height; y++) {
      for (let x = 0; x < bitmap.width; x++) if (isBlack(bitmap, x, y)) black++;
    }
    const share = black / (bitmap.width * bitmap.height);
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  it('is refused before it unfolds to a huge one', async () => {
    const huge = Buffer.from(grey);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    const badge = template('threshold');
    badge.layout.logo = {
      ...{ x: 0, y: 0, width: 20, height: 20 },
      src: `data:image/png;base64,${huge.toString('base64')}`,
    };
    await expect(prepareRasteriser(badge, { dpi: 203 })).rejects.toMatchObject({
      code: 'BADGE_IMAGE',
      message: expect.stringContaining('60000 × 60000'),
    });
  });
});

describe('a colour', () => {
  it.each([
    ['#000', true],
    ['#444444', true],
    ['#808080', true],
    ['#fff', false],
    ['#ffff00', false],
    ['#0000ff', true],
  ])('%s becomes black: %s', (color, dark) => {
    expect(isDark(color)).toBe(dark);
  });
});
