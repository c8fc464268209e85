import type { BadgeTemplate } from '../schema.js';

/** A continuous label roll of 62 mm, as in Brother QL printers: upright, the name before everything. */
export const label62x100: BadgeTemplate = {
  name: 'label-62x100',
  dimensions: { width: 62, height: 100 },
  layout: {
    name: {
      x: 4,
      y: 20.5,
      width: 54,
      height: 26,
      fontSize: 44,
      minFontSize: 14,
      weight: 800,
      lines: 3,
      align: 'center',
      verticalAlign: 'middle',
    },
    company: {
      x: 5,
      y: 47.5,
      width: 52,
      height: 12,
      fontSize: 15,
      minFontSize: 9,
      weight: 500,
      lines: 2,
      align: 'center',
      verticalAlign: 'middle',
    },
    qr_code: { x: 26.5, y: 64.5, size: 34 },
  },
  items: [
    { type: 'rectangle', x: 2, y: 2, width: 58, height: 16, radius: 2.5, fill: '#000000' },
    {
      type: 'text',
      text: '{{event}}',
      ...{ x: 5, y: 3, width: 52, height: 14, fontSize: 15, minFontSize: 8, weight: 600 },
      ...{ lines: 2, align: 'center', verticalAlign: 'middle', color: '#ffffff' },
    },
    { type: 'line', x1: 5, y1: 63, x2: 57, y2: 63, strokeWidth: 0.4 },
    {
      type: 'text',
      text: '{{number}}',
      ...{ x: 5, y: 67, width: 21, height: 10, fontSize: 22, minFontSize: 10, weight: 700 },
    },
    {
      type: 'text',
      text: '{{date}}',
      ...{ x: 5, y: 77, width: 21, height: 5, fontSize: 9, minFontSize: 6 },
    },
    {
      type: 'text',
      text: '{{gate}}',
      ...{ x: 5, y: 89, width: 21, height: 6.5, fontSize: 12, minFontSize: 7, weight: 600 },
      ...{ verticalAlign: 'bottom' },
    },
  ],
};
