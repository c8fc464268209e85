import type { QRCode } from 'qrcode';
import { modulesPng } from './modules-png.js';

/**
 * Error correction M (15 %) survives a creased badge.
 *
 * Every symbol says which of eight masks it has, and readers take any. To weigh them all against each
 * other takes six times as long as the rest of the symbol, and shows little: what is masked is a signature,
 * which has no patterns. Over 400 tickets this mask had the least penalty of those that are fixed.
 */
const level = { errorCorrectionLevel: 'M', maskPattern: 6 } as const;
/** The standard's. 45 modules × 8 = 360 pixels: sharp on a phone, 3 cm wide on paper at 300 dpi. */
const quietZone = 4;

/** The symbol of a payload as rows of modules without the quiet zone; true is dark. */
export async function createTicketMatrix(payload: string): Promise<boolean[][]> {
  const { modules } = await createSymbol(payload);
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) !== 0),
  );
}

/** A PNG image, black on white. */
export async function renderTicketPng(payload: string): Promise<Buffer> {
  const { modules } = await createSymbol(payload);
  return modulesPng({
    size: modules.size,
    isDark: (row, column) => modules.get(row, column) !== 0,
    margin: quietZone,
  });
}

/** An SVG document, black on white, that scales to any size. */
export async function renderTicketSvg(payload: string): Promise<string> {
  const { default: qrcode } = await import('qrcode');
  return await qrcode.toString(segments(payload), { ...level, margin: quietZone, type: 'svg' });
}

/**
 * Lines of half blocks for a terminal, two rows of modules to a line. Light modules are drawn and
 * dark ones left out, so they want bright text on a dark ground.
 */
export async function renderTicketLines(payload: string): Promise<string[]> {
  const matrix = await createTicketMatrix(payload);
  const size = matrix.length + 2 * quietZone;
  return Array.from({ length: Math.ceil(size / 2) }, (_, line) =>
    Array.from({ length: size }, (_, column) => {
      const upper = isLight(matrix, 2 * line, column);
      const lower = 2 * line + 1 < size && isLight(matrix, 2 * line + 1, column);
      return halfBlocks[(upper ? 2 : 0) + (lower ? 1 : 0)];
    }).join(''),
  );
}

/** By which halves are light: none, lower, upper, both. */
const halfBlocks = [' ', '▄', '▀', '█'] as const;

function isLight(matrix: boolean[][], row: number, column: number): boolean {
  return matrix[row - quietZone]?.[column - quietZone] !== true;
}

async function createSymbol(payload: string): Promise<QRCode> {
  const { default: qrcode } = await import('qrcode');
  return qrcode.create(segments(payload), level);
}

/** One segment, so that the size of the symbol does not depend on the digits in a payload. */
function segments(payload: string) {
  return [{ data: payload, mode: 'alphanumeric' as const }];
}
