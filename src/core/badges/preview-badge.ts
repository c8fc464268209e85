import type { Bitmap } from './bitmap.js';
import { bitmapPng } from './bitmap-png.js';
import { prepareRasteriser } from './rasterise-badge.js';
import type { Badge, BadgeTemplate } from './schema.js';
import { dotsPerBlock, terminalLines } from './terminal-lines.js';
import { writeBadgePdf } from './write-badge-pdf.js';

/** What a preview says of a badge beside its picture. */
export interface BadgePreview {
  /** As a label printer prints it, one bit a dot. */
  png: Buffer;
  dots: Pick<Bitmap, 'width' | 'height'>;
  /** Characters without a glyph, and texts that are cut short. */
  missingGlyphs: number;
  cutTexts: number;
}

/** A badge as it would be printed at a resolution. Errors: BADGE_IMAGE. */
export async function previewBadge(
  template: BadgeTemplate,
  badge: Badge,
  { dpi }: { dpi: number },
): Promise<BadgePreview> {
  const rasterise = await prepareRasteriser(template, { dpi });
  const { bitmap, missing, cut } = await rasterise(badge);
  const { width, height } = bitmap;
  return {
    png: bitmapPng(bitmap, { dpi }),
    dots: { width, height },
    missingGlyphs: missing,
    cutTexts: cut,
  };
}

/** The same as lines for a terminal of so many columns. */
export async function previewInTerminal(
  template: BadgeTemplate,
  badge: Badge,
  { columns }: { columns: number },
): Promise<string[]> {
  const dpi = (columns * dotsPerBlock * 25.4) / template.dimensions.width;
  const { bitmap } = await (await prepareRasteriser(template, { dpi }))(badge);
  return terminalLines(bitmap);
}

/** The same as a PDF; on a whole sheet where the template has one. */
export async function previewPdf(template: BadgeTemplate, badge: Badge): Promise<Buffer> {
  return await writeBadgePdf(template, [badge]);
}
