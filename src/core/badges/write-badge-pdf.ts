import { createTicketMatrix } from '../tickets/ticket-qr.js';
import { drawParts } from './draw-parts.js';
import { type Drawing, openCanvas } from './fonts/open-canvas.js';
import { loadImages } from './load-images.js';
import { planBadge } from './plan-badge.js';
import { drawCutMarks, placesOnSheet } from './plan-sheet.js';
import type { Badge, BadgeTemplate } from './schema.js';

/** Points, the unit of PDF, to a millimetre. */
const scale = 72 / 25.4;

/**
 * A PDF of badges, drawn by the same code as on dots: text and QR codes are outlines, sharp at any size,
 * and the text can be searched. One badge to a page of its size; with a template that has a sheet, as many
 * as there is room for. The badges are taken as they come; the whole file is in memory (about 10 kB a badge).
 * Errors: BADGE_IMAGE.
 */
export async function writeBadgePdf(
  template: BadgeTemplate,
  badges: Iterable<Badge> | AsyncIterable<Badge>,
): Promise<Buffer> {
  const canvas = await openCanvas();
  const parts = planBadge(template);
  const images = await loadImages(canvas, parts);
  const { dimensions, sheet } = template;
  const page = sheet ?? dimensions;
  const places = sheet ? placesOnSheet(template.dimensions, sheet) : [{ x: 0, y: 0 }];
  // No names and no times in the file that its reader does not see on its pages.
  const document = new canvas.PDFDocument({ title: 'badges', creator: 'evm' });
  let ctx: Drawing | undefined;
  let next = 0;
  for await (const { fields, qr } of badges) {
    const symbol = qr === null ? null : await createTicketMatrix(qr);
    ctx ??= beginPage();
    const { x, y } = places[next++] as { x: number; y: number };
    ctx.save();
    ctx.translate(x * scale, y * scale);
    ctx.beginPath();
    ctx.rect(0, 0, dimensions.width * scale, dimensions.height * scale);
    ctx.clip();
    drawParts({ canvas, ctx, scale, isDots: false }, parts, { fields, symbol, images });
    ctx.restore();
    if (next === places.length) endPage();
  }
  if (ctx) endPage();
  return document.close();

  function beginPage(): Drawing {
    const begun = document.beginPage(page.width * scale, page.height * scale) as Drawing;
    begun.lang = 'en';
    if (sheet?.cut_marks) drawCutMarks(begun, { places, dimensions, scale });
    return begun;
  }

  function endPage(): void {
    document.endPage();
    ctx = undefined;
    next = 0;
  }
}
