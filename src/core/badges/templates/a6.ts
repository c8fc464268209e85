import type { BadgeTemplate } from '../schema.js';

/** A6 upright, for the large holders that hang from a neck: read from two metres away. */
export const a6: BadgeTemplate = {
  name: 'a6',
  dimensions: { width: 105, height: 148 },
  layout: {
    logo: { x: 8, y: 33, width: 89, height: 12 },
    name: {
      x: 8,
      y: 46,
      width: 89,
      height: 36,
      fontSize: 68,
      minFontSize: 20,
      weight: 800,
      lines: 3,
      align: 'center',
      verticalAlign: 'middle',
    },
    company: {
      x: 10,
      y: 84,
      width: 85,
      height: 17,
      fontSize: 22,
      minFontSize: 12,
      weight: 500,
      lines: 2,
      align: 'center',
      verticalAlign: 'middle',
    },
    qr_code: { x: 62, y: 108, size: 36 },
  },
  items: [
    { type: 'rectangle', x: 0, y: 0, width: 105, height: 30, fill: '#000000' },
    {
      type: 'text',
      text: '{{event}}',
      ...{ x: 8, y: 6, width: 89, height: 18, fontSize: 24, minFontSize: 12, weight: 600 },
      ...{ lines: 2, align: 'center', verticalAlign: 'middle', color: '#ffffff' },
    },
    { type: 'line', x1: 8, y1: 105, x2: 97, y2: 105, strokeWidth: 0.5 },
    {
      type: 'text',
      text: '{{number}}',
      ...{ x: 8, y: 111, width: 52, height: 15, fontSize: 34, minFontSize: 14, weight: 700 },
    },
    {
      type: 'text',
      text: '{{date}}',
      ...{ x: 8, y: 126, width: 52, height: 7, fontSize: 13, minFontSize: 8 },
    },
    {
      type: 'text',
      text: '{{gate}}',
      ...{ x: 8, y: 134, width: 52, height: 8, fontSize: 13, minFontSize: 8, weight: 600 },
      ...{ verticalAlign: 'bottom' },
    },
  ],
};
