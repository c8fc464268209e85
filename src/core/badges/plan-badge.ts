import type { FontFamily } from './fonts/font-packages.js';
import { lineHeight } from './lay-out-text.js';
import { placeholdersIn } from './placeholders.js';
import type { BadgeField, BadgeItem, BadgeTemplate, TextItem } from './schema.js';

/** In millimetres. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Something to draw, with nothing left out; lengths in millimetres, font sizes in points. */
export type BadgePart = { path: string } & (
  | TextPart
  | (Box & { kind: 'image'; src: string | undefined; dither: 'floyd-steinberg' | 'threshold' })
  | { kind: 'qr'; x: number; y: number; size: number }
  | { kind: 'line'; x1: number; y1: number; x2: number; y2: number; width: number; color: string }
  | ShapePart
);

export interface TextPart extends Box {
  path: string;
  kind: 'text';
  text: string;
  fontSize: number;
  minFontSize: number;
  fontFamily: FontFamily;
  weight: number;
  align: 'left' | 'center' | 'right';
  verticalAlign: 'top' | 'middle' | 'bottom';
  lines: number;
  color: string;
}

export interface ShapePart extends Box {
  kind: 'rectangle' | 'ellipse';
  fill: string | undefined;
  stroke: string | undefined;
  strokeWidth: number;
  radius: number;
}

/** Everything on a badge in the order in which it is drawn; `path` says where in the template it stands. */
export function planBadge(template: BadgeTemplate): BadgePart[] {
  const { dimensions, layout, items = [], styles = {} } = template;
  const { logo, name, company, qr_code: qr } = layout;
  return [
    ...backgroundOf(dimensions, styles),
    ...items.map((item, index) => planItem(item, `items.${index}`)),
    ...(logo ? [planImage(logo, 'layout.logo')] : []),
    ...(name ? [planField(name, 'name', { width: dimensions.width, weight: 700, lines: 2 })] : []),
    ...(company
      ? [planField(company, 'company', { width: dimensions.width, weight: 400, lines: 2 })]
      : []),
    ...(qr ? [{ kind: 'qr' as const, path: 'layout.qr_code', ...qr }] : []),
  ];
}

/** True for what differs from badge to badge when the given values are those of all; the rest is drawn once. */
export function changesWith(part: BadgePart, fixed: Readonly<Record<string, string>>): boolean {
  if (part.kind === 'qr') return true;
  return (
    part.kind === 'text' && placeholdersIn(part.text).some((name) => !Object.hasOwn(fixed, name))
  );
}

const pointsPerMm = 72 / 25.4;
const black = '#000000';
const hairline = 0.3;

function backgroundOf(
  dimensions: BadgeTemplate['dimensions'],
  { background_color: fill = '#ffffff', border }: NonNullable<BadgeTemplate['styles']>,
): BadgePart[] {
  const whole = { kind: 'rectangle', x: 0, y: 0, ...dimensions, stroke: undefined } as const;
  const background = { ...whole, path: 'styles', fill, strokeWidth: 0, radius: 0 };
  if (!border) return [background];
  // Inside the edge, where printers can print.
  const inset = 1;
  const frame: BadgePart = {
    ...{ kind: 'rectangle', path: 'styles.border', x: inset, y: inset },
    width: dimensions.width - 2 * inset,
    height: dimensions.height - 2 * inset,
    ...{ fill: undefined, stroke: black, strokeWidth: hairline, radius: 2 },
  };
  return [background, frame];
}

function planItem(item: BadgeItem, path: string): BadgePart {
  switch (item.type) {
    case 'text':
      return planText(item, path, { weight: 400, lines: 1 });
    case 'image':
      return planImage(item, path);
    case 'line': {
      const { x1, y1, x2, y2, strokeWidth: width = hairline, color = black } = item;
      return { kind: 'line', path, x1, y1, x2, y2, width, color };
    }
    default: {
      const { type: kind, x, y, width, height, fill, stroke, strokeWidth, radius = 0 } = item;
      const visible = fill === undefined ? (stroke ?? black) : stroke;
      const size = { x, y, width, height };
      const style = { fill, stroke: visible, strokeWidth: strokeWidth ?? hairline, radius };
      return { kind, path, ...size, ...style };
    }
  }
}

function planImage(
  {
    x,
    y,
    width,
    height,
    src,
    dither = 'floyd-steinberg',
  }: Box & {
    src?: string | undefined;
    dither?: 'floyd-steinberg' | 'threshold' | undefined;
  },
  path: string,
): BadgePart {
  return { kind: 'image', path, x, y, width, height, src, dither };
}

/** A field whose box is left out reaches as far from the right edge as it begins from the left one. */
function planField(
  field: BadgeField,
  name: 'name' | 'company',
  defaults: { width: number; weight: number; lines: number },
): BadgePart {
  const lines = field.lines ?? defaults.lines;
  const width = field.width ?? Math.max(1, defaults.width - 2 * field.x);
  const height = field.height ?? (lines * field.fontSize * lineHeight) / pointsPerMm;
  const item: TextItem = { type: 'text', text: `{{${name}}}`, ...field, width, height };
  return planText(item, `layout.${name}`, defaults);
}

function planText(
  item: TextItem,
  path: string,
  defaults: { weight: number; lines: number },
): BadgePart {
  const { text, x, y, width, height, fontSize } = item;
  return {
    ...{ kind: 'text', path, text, x, y, width, height, fontSize },
    minFontSize: item.minFontSize ?? fontSize / 2,
    fontFamily: item.fontFamily ?? 'Noto Sans KR',
    weight: item.weight ?? defaults.weight,
    align: item.align ?? 'left',
    verticalAlign: item.verticalAlign ?? 'top',
    lines: item.lines ?? defaults.lines,
    color: item.color ?? black,
  };
}
