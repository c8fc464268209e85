import type { BadgeTemplate } from '../schema.js';

/** Ten badges of 90 × 55 mm on a sheet of A4, with cut marks: the inserts of common clip holders. */
export const a4Sheet: BadgeTemplate = {
  name: 'a4-sheet',
  dimensions: { width: 90, height: 55 },
  layout: {
    logo: { x: 60, y: 3.5, width: 26, height: 8 },
    name: {
      x: 5,
      y: 12.5,
      width: 80,
      height: 16,
      fontSize: 42,
      minFontSize: 13,
      weight: 800,
      lines: 2,
      verticalAlign: 'middle',
    },
    company: {
      x: 5,
      y: 30,
      width: 54,
      height: 12,
      fontSize: 13,
      minFontSize: 8,
      weight: 500,
      lines: 2,
    },
    qr_code: { x: 61, y: 29, size: 24 },
  },
  items: [
    {
      type: 'text',
      text: '{{event}}',
      ...{ x: 5, y: 4, width: 54, height: 6, fontSize: 10, minFontSize: 7, weight: 600 },
      ...{ verticalAlign: 'middle', color: '#444444' },
    },
    { type: 'rectangle', x: 5, y: 11, width: 12, height: 0.8, fill: '#000000' },
    {
      type: 'text',
      text: '{{number}}',
      ...{ x: 5, y: 44, width: 25, height: 7, fontSize: 14, minFontSize: 8, weight: 700 },
      ...{ verticalAlign: 'bottom' },
    },
    {
      type: 'text',
      text: '{{gate}}',
      ...{ x: 30, y: 44, width: 29, height: 7, fontSize: 10, minFontSize: 7, align: 'right' },
      ...{ verticalAlign: 'bottom', color: '#444444' },
    },
  ],
  sheet: { width: 210, height: 297, columns: 2, rows: 5, gap: 0, cut_marks: true },
};
