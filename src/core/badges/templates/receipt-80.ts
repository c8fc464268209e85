import type { BadgeTemplate } from '../schema.js';

/** Receipt paper of 80 mm, of which printers reach 72: on its side, short, because paper is torn off. */
export const receipt80: BadgeTemplate = {
  name: 'receipt-80',
  dimensions: { width: 72, height: 52 },
  layout: {
    name: {
      x: 2,
      y: 9,
      width: 68,
      height: 17,
      fontSize: 38,
      minFontSize: 11,
      weight: 800,
      lines: 3,
      verticalAlign: 'middle',
    },
    company: {
      x: 2,
      y: 28,
      width: 42,
      height: 11,
      fontSize: 13,
      minFontSize: 8,
      weight: 500,
      lines: 3,
    },
    qr_code: { x: 46, y: 27, size: 25 },
  },
  items: [
    {
      type: 'text',
      text: '{{event}}',
      ...{ x: 2, y: 1, width: 68, height: 6, fontSize: 11, minFontSize: 7, weight: 600 },
      ...{ verticalAlign: 'middle' },
    },
    { type: 'line', x1: 2, y1: 8, x2: 70, y2: 8, strokeWidth: 0.5 },
    {
      type: 'text',
      text: '{{number}}',
      ...{ x: 2, y: 40, width: 20, height: 9, fontSize: 18, minFontSize: 9, weight: 700 },
      ...{ verticalAlign: 'bottom' },
    },
    {
      type: 'text',
      text: '{{gate}}',
      ...{ x: 22, y: 40, width: 22, height: 9, fontSize: 10, minFontSize: 7, align: 'right' },
      ...{ verticalAlign: 'bottom' },
    },
  ],
};
