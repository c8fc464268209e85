import { z } from 'zod';
import { fontFamilies } from './fonts/font-packages.js';

/** Millimetres from the left or upper edge. */
const position = z.number().min(-500).max(500).describe('mm from the left or upper edge');
const length = z.number().positive().max(500).describe('mm');
const points = z.number().min(4).max(400).describe('points');
const colour = z
  .string()
  .regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, 'a colour is written #rgb or #rrggbb')
  .describe('#rgb or #rrggbb; a label printer makes it black or white');

/** How a text is set. What is left out has a sensible value; see docs/badges.md. */
const textStyle = {
  fontSize: points.describe('points; the largest size that is used'),
  minFontSize: points.optional().describe('how far a long text may shrink; half the size'),
  fontFamily: z.enum(fontFamilies).optional(),
  weight: z.number().int().min(100).max(900).optional().describe('400 is regular, 700 is bold'),
  align: z.enum(['left', 'center', 'right']).optional(),
  verticalAlign: z.enum(['top', 'middle', 'bottom']).optional(),
  lines: z.number().int().min(1).max(20).optional().describe('the most lines that are used'),
  color: colour.optional(),
};
const box = { x: position, y: position, width: length, height: length };

/** A field of the layout, as simple as `{ "x": 4, "y": 20, "fontSize": 40 }`. */
const BadgeField = z.strictObject({
  x: position,
  y: position,
  width: length.optional().describe('mm; as far from the right edge as x is from the left'),
  height: length.optional().describe('mm; enough for its lines'),
  ...textStyle,
});

const imageSource = z
  .string()
  .max(2_000_000)
  .describe('a PNG or JPEG: a file beside the template, or a data: URL');
const dither = z
  .enum(['floyd-steinberg', 'threshold'])
  .optional()
  .describe('how grey becomes black and white: photographs floyd-steinberg, line art threshold');

const BadgeLogo = z.strictObject({
  ...box,
  src: imageSource.optional().describe('without it, its place stays empty'),
  dither,
});

const TextItem = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(2_000).describe('may hold {{name}}, {{event}}, {{field.<id>}} …'),
  ...box,
  ...textStyle,
});

const strokeWidth = z.number().positive().max(50).optional().describe('mm');

const BadgeItem = z.discriminatedUnion('type', [
  TextItem,
  z.strictObject({
    type: z.literal('line'),
    x1: position,
    y1: position,
    x2: position,
    y2: position,
    strokeWidth,
    color: colour.optional(),
  }),
  z.strictObject({
    type: z.enum(['rectangle', 'ellipse']),
    ...box,
    fill: colour.optional(),
    stroke: colour.optional(),
    strokeWidth,
    radius: z.number().min(0).max(250).optional().describe('mm; of the corners of a rectangle'),
  }),
  z.strictObject({ type: z.literal('image'), ...box, src: imageSource, dither }),
]);

/**
 * How a badge looks: https://json-schema.org of it is docs/badge-template.schema.json. Lengths are
 * millimetres, font sizes points. What a field is for: docs/badges.md.
 */
export const BadgeTemplate = z.strictObject({
  $schema: z.string().max(500).optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'a name is lower-case letters, digits and -')
    .describe('what it is called by --template'),
  dimensions: z.strictObject({
    width: z.number().min(10).max(420).describe('mm'),
    height: z.number().min(10).max(600).describe('mm'),
  }),
  layout: z.strictObject({
    logo: BadgeLogo.optional(),
    name: BadgeField.optional(),
    company: BadgeField.optional(),
    qr_code: z.strictObject({ x: position, y: position, size: length }).optional(),
  }),
  items: z.array(BadgeItem).max(100).optional(),
  styles: z
    .strictObject({
      background_color: colour.optional(),
      border: z.boolean().optional(),
    })
    .optional(),
  sheet: z
    .strictObject({
      width: z.number().min(50).max(600),
      height: z.number().min(50).max(900),
      columns: z.number().int().min(1).max(20),
      rows: z.number().int().min(1).max(40),
      gap: z.number().min(0).max(50).optional().describe('mm between badges'),
      cut_marks: z.boolean().optional(),
    })
    .optional()
    .describe('the sheet of paper on which a PDF puts many badges'),
});

export type BadgeTemplate = z.infer<typeof BadgeTemplate>;
export type BadgeField = z.infer<typeof BadgeField>;
export type BadgeItem = z.infer<typeof BadgeItem>;
export type TextItem = z.infer<typeof TextItem>;
export type ImageItem = Extract<BadgeItem, { type: 'image' }>;

/** What is printed on one badge. Personal data: never logged, never part of an error. */
export interface Badge {
  /** The values of placeholders by their names: `name`, `company`, `number`, `field.track`. */
  fields: Readonly<Record<string, string>>;
  /** What the QR code says; none is drawn without it. */
  qr: string | null;
}
