import { placeText } from './draw-text.js';
import { openCanvas } from './fonts/open-canvas.js';
import { fillIn } from './placeholders.js';
import { planBadge } from './plan-badge.js';
import type { Badge, BadgeTemplate } from './schema.js';

/**
 * Finds how the texts of badges would be set, without drawing them: how many characters have no glyph, and
 * how many texts do not fit.
 */
export async function prepareLayout(
  template: BadgeTemplate,
): Promise<(fields: Badge['fields']) => { missing: number; cut: number }> {
  const canvas = await openCanvas();
  const ctx = canvas.createCanvas(1, 1).getContext('2d');
  const surface = { canvas, ctx, scale: 1, isDots: false };
  const texts = planBadge(template).filter((part) => part.kind === 'text');
  return (fields) => {
    let missing = 0;
    let cut = 0;
    for (const part of texts) {
      const placed = placeText(surface, part, fillIn(part.text, fields));
      missing += placed?.missing ?? 0;
      if (placed?.cut) cut++;
    }
    return { missing, cut };
  };
}
