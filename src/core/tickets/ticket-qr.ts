import type { QRCode } from 'qrcode';

/** Error correction M (15 %) survives a creased badge; 4 light modules around are the standard's. */
const level = { errorCorrectionLevel: 'M' } as const;
const quietZone = 4;
/** 45 modules × 8 = 360 pixels: sharp on a phone, 3 cm wide on paper at 300 dpi. */
const pixelsPerModule = 8;

/** The symbol of a payload as rows of modules without the quiet zone; true is dark. */
export async function createTicketMatrix(payload: string): Promise<boolean[][]> {
  const { modules } = await createSymbol(payload);
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) !== 0),
  );
}

/** A PNG image, black on white. */
export async function renderTicketPng(payload: string): Promise<Buffer> {
  const { default: qrcode } = await import('qrcode');
  const options = { ...level, margin: quietZone, scale: pixelsPerModule, type: 'png' } as const;
  return await qrcode.toBuffer(segments(payload), options);
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
