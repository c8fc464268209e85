import { inflateSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { Drawing } from '../../../src/core/badges/fonts/open-canvas.js';
import { drawCutMarks, placesOnSheet } from '../../../src/core/badges/plan-sheet.js';
import { sampleBadge } from '../../../src/core/badges/sample-badge.js';
import type { Badge, BadgeTemplate } from '../../../src/core/badges/schema.js';
import { builtInBadgeTemplates } from '../../../src/core/badges/templates/built-in.js';
import { writeBadgePdf } from '../../../src/core/badges/write-badge-pdf.js';

function template(name: string): BadgeTemplate {
  return builtInBadgeTemplates.find((one) => one.name === name) as BadgeTemplate;
}

function badges(count: number): Badge[] {
  return Array.from({ length: count }, (_, index) => ({
    ...sampleBadge,
    fields: { ...sampleBadge.fields, number: `#${index}` },
  }));
}

function pagesOf(pdf: Buffer): string[] {
  return Array.from(
    pdf.toString('latin1').matchAll(/\/Type \/Page\n[\s\S]*?\/MediaBox \[([^\]]*)\]/g),
    ([, box = '']) => box,
  );
}

/** All streams of the file, unfolded. */
function contentsOf(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  return Array.from(text.matchAll(/stream\n/g), ({ index }) => {
    if (text.slice(index - 3, index) === 'end') return '';
    try {
      return inflateSync(pdf.subarray(index + 'stream\n'.length), { finishFlush: 2 }).toString(
        'latin1',
      );
    } catch {
      return '';
    }
  }).join('\n');
}

describe('a PDF of badges', () => {
  it('has a page of the size of the badge for each', async () => {
    const pages = pagesOf(await writeBadgePdf(template('label-62x100'), badges(3)));
    expect(pages).toHaveLength(3);
    const [, , width = 0, height = 0] = (pages[0] ?? '').trim().split(' ').map(Number);
    expect(Math.abs(width - (62 / 25.4) * 72)).toBeLessThan(1);
    expect(Math.abs(height - (100 / 25.4) * 72)).toBeLessThan(1);
  });

  it('has as many on a sheet as there is room for, and no sheet for nobody', async () => {
    expect(pagesOf(await writeBadgePdf(template('a4-sheet'), badges(10)))).toHaveLength(1);
    expect(pagesOf(await writeBadgePdf(template('a4-sheet'), badges(11)))).toHaveLength(2);
  });

  it('says where to cut a sheet, at both ends of each edge, and nothing where no marks are wanted', async () => {
    const marked = template('a4-sheet');
    const { sheet } = marked;
    const segments = async (one: BadgeTemplate) =>
      contentsOf(await writeBadgePdf(one, badges(10))).match(/ l$/gm)?.length ?? 0;
    const without = { ...marked, sheet: sheet && { ...sheet, cut_marks: false } };
    // Two columns and five rows side by side have three and six edges.
    expect((await segments(marked)) - (await segments(without))).toBe(2 * (3 + 6));
  });

  it('takes badges as they come', async () => {
    async function* slowly() {
      yield* badges(2);
    }
    expect(pagesOf(await writeBadgePdf(template('receipt-80'), slowly()))).toHaveLength(2);
  });

  it('has letters as outlines with their meaning, and no picture', async () => {
    const pdf = await writeBadgePdf(template('label-62x100'), badges(1));
    const contents = contentsOf(pdf);
    // 홍 and 길 in the tables that say what the glyphs mean.
    expect(contents.toUpperCase()).toContain('D64D');
    expect(contents.toUpperCase()).toContain('AE38');
    expect(pdf.toString('latin1')).not.toContain('/Subtype /Image');
  });

  it('says nothing in its metadata of who is on it', async () => {
    const pdf = (await writeBadgePdf(template('a6'), badges(1))).toString('latin1');
    expect(pdf).toContain('/Title (badges)');
    expect(pdf).not.toMatch(/CreationDate|Author/);
  });
});

describe('a sheet', () => {
  it('has its badges in the middle, row by row', () => {
    const size = { width: 90, height: 55 };
    const places = placesOnSheet(size, { width: 210, height: 297, columns: 2, rows: 5, gap: 2 });
    expect(places).toHaveLength(10);
    expect(places[0]).toEqual({ x: 14, y: 7 });
    expect(places[1]).toEqual({ x: 106, y: 7 });
    expect(places[9]).toEqual({ x: 106, y: 7 + 4 * 57 });
  });

  it('has its marks beside the badges, on their edges, and none on a badge', () => {
    const [size, scale] = [{ width: 90, height: 55 }, 10];
    const places = placesOnSheet(size, { width: 210, height: 297, columns: 2, rows: 5, gap: 0 });
    const ctx = createCanvas(210 * scale, 297 * scale).getContext('2d');
    drawCutMarks(ctx as unknown as Drawing, { places, dimensions: size, scale });
    const isMarked = (x: number, y: number) =>
      (ctx.getImageData(x * scale, y * scale, 1, 1).data[3] as number) > 0;
    // 15 and 11 mm are left over on the sides and above.
    for (const x of [15, 105, 195])
      expect([isMarked(x, 8), isMarked(x, 289)]).toEqual([true, true]);
    for (const y of [11, 66, 286])
      expect([isMarked(12, y), isMarked(198, y)]).toEqual([true, true]);
    const inside = ctx.getImageData(14 * scale, 10 * scale, 182 * scale, 277 * scale).data;
    expect(inside.some((byte) => byte > 0)).toBe(false);
  });
});
