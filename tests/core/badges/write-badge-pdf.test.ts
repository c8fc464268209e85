import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { placesOnSheet } from '../../../src/core/badges/plan-sheet.js';
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
});
