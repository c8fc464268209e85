import type { BadgeProblem, BadgeSurroundings } from './check-badge-template.js';
import { isDark } from './dots.js';
import { coverText } from './fonts/cover-text.js';
import { readDataUrl, refuseImage } from './load-images.js';
import { dotsPerModule, ticketModules } from './place-symbol.js';
import { placeholderNames, placeholdersIn } from './placeholders.js';
import { type BadgePart, type Box, planBadge, type TextPart } from './plan-badge.js';
import { usedBy } from './plan-sheet.js';
import type { BadgeTemplate } from './schema.js';

/** The resolution of most label printers, and the coarsest that is common. */
const coarsestDpi = 203;
/** Edges may meet in hundredths of a millimetre. */
const tolerance = 0.01;

/** What a template of the right form would do wrong on paper. */
export function findLayoutProblems(
  template: BadgeTemplate,
  { fieldIds, dpi = coarsestDpi }: BadgeSurroundings,
): BadgeProblem[] {
  const parts = planBadge(template);
  const texts = parts.filter((part) => part.kind === 'text');
  return [
    ...(template.layout.name || texts.some(({ text }) => placeholdersIn(text).includes('name'))
      ? []
      : [warning('layout.name', 'nothing on this badge shows the name')]),
    ...parts.flatMap((part) => beyondEdges(part, template.dimensions)),
    ...texts.flatMap((part) => [
      ...sizeProblems(part),
      ...placeholderProblems(part, fieldIds),
      ...glyphProblems(part),
      ...visibilityProblems(part, parts),
    ]),
    ...parts.flatMap((part) => symbolProblems(part, { dpi, texts })),
    ...parts.flatMap(imageProblems),
    ...sheetProblems(template),
  ];
}

function beyondEdges(part: BadgePart, { width, height }: BadgeTemplate['dimensions']) {
  // Shapes may run over the edge on purpose.
  if (part.kind !== 'text' && part.kind !== 'qr' && part.kind !== 'image') return [];
  const box = boxOf(part);
  const beyond = [
    ['left', -box.x],
    ['upper', -box.y],
    ['right', box.x + box.width - width],
    ['lower', box.y + box.height - height],
  ] as const;
  return beyond
    .filter(([, by]) => by > tolerance)
    .map(([edge, by]) => error(part.path, `reaches ${mm(by)} beyond the ${edge} edge`));
}

function sizeProblems({ path, fontSize, minFontSize, height }: TextPart): BadgeProblem[] {
  if (minFontSize > fontSize) return [error(`${path}.minFontSize`, 'is larger than fontSize')];
  const room = (height / 25.4) * 72;
  if (minFontSize <= room) return [];
  const text = `is ${mm(height)} high, less than its smallest letters (${minFontSize} pt)`;
  return [warning(`${path}.minFontSize`, text)];
}

function placeholderProblems(part: TextPart, fieldIds: readonly string[] | undefined) {
  return placeholdersIn(part.text).flatMap((name) => {
    if ((placeholderNames as readonly string[]).includes(name)) return [];
    const spoken = `{{${name}}}`;
    if (!name.startsWith('field.')) {
      const known = [...placeholderNames, 'field.<id>'].join(', ');
      return [error(`${part.path}.text`, `${spoken} is not known; there are: ${known}`)];
    }
    if (fieldIds === undefined || fieldIds.includes(name.slice('field.'.length))) return [];
    return [warning(`${part.path}.text`, `nobody has an answer for ${spoken}`)];
  });
}

function glyphProblems(part: TextPart): BadgeProblem[] {
  const literal = part.text.replace(/\{\{[^{}]*\}\}/g, ' ');
  const lost = [...new Set(literal.normalize('NFC'))].filter(
    (character) => coverText(character, part.fontFamily).missing > 0,
  );
  if (lost.length === 0) return [];
  return [warning(`${part.path}.text`, `the fonts have no glyph for ${lost.join(' ')}`)];
}

/** On dots, light letters are paper: they need something dark below them. */
function visibilityProblems(part: TextPart, parts: readonly BadgePart[]): BadgeProblem[] {
  if (isDark(part.color)) return [];
  const below = parts.slice(0, parts.indexOf(part)).findLast((other) => {
    return (
      (other.kind === 'rectangle' || other.kind === 'ellipse') &&
      other.fill !== undefined &&
      overlaps(other, part)
    );
  });
  const isOnDark = below !== undefined && 'fill' in below && isDark(below.fill ?? '#ffffff');
  return isOnDark
    ? []
    : [warning(`${part.path}.color`, `${part.color} is not seen: a label printer makes it white`)];
}

function symbolProblems(
  part: BadgePart,
  { dpi, texts }: { dpi: number; texts: readonly TextPart[] },
): BadgeProblem[] {
  if (part.kind !== 'qr') return [];
  const dots = dotsPerModule(part.size, dpi, ticketModules);
  const field = `${part.path}.size`;
  const covered = texts
    .filter((text) => overlaps(boxOf(part), text))
    .map(({ path }) => warning(path, 'lies below the QR code, which covers it'));
  if (dots < 2) {
    return [
      error(field, `${mm(part.size)} is too small to be read: ${dots} dots a module at ${dpi} dpi`),
    ];
  }
  if (dots > 2) return covered;
  return [warning(field, `${mm(part.size)} is small: 2 dots a module at ${dpi} dpi`), ...covered];
}

function imageProblems(part: BadgePart): BadgeProblem[] {
  if (part.kind !== 'image' || part.src === undefined) return [];
  const reason = refuseImage(readDataUrl(part.src));
  return reason === undefined ? [] : [error(`${part.path}.src`, reason)];
}

function sheetProblems({ dimensions, sheet }: BadgeTemplate): BadgeProblem[] {
  if (!sheet) return [];
  const used = usedBy(dimensions, sheet);
  const over = used.width > sheet.width + tolerance || used.height > sheet.height + tolerance;
  const sizes = `${mm(used.width)} × ${mm(used.height)} on ${mm(sheet.width)} × ${mm(sheet.height)}`;
  return over ? [error('sheet', `the badges do not fit: ${sizes}`)] : [];
}

function boxOf(part: Extract<BadgePart, { kind: 'text' | 'qr' | 'image' }>): Box {
  if (part.kind !== 'qr') return part;
  return { x: part.x, y: part.y, width: part.size, height: part.size };
}

function overlaps(a: Box, b: Box): boolean {
  return (
    Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > tolerance &&
    Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > tolerance
  );
}

function mm(length: number): string {
  return `${Number(length.toFixed(1))} mm`;
}

function error(field: string, problem: string): BadgeProblem {
  return { field, problem, severity: 'error' };
}

function warning(field: string, problem: string): BadgeProblem {
  return { field, problem, severity: 'warning' };
}
