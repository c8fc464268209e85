import { place, type Surface } from './surface.js';

/** Light modules around, by the standard; they are part of the size. */
const quietZone = 4;

/** On a side of a ticket's symbol, without the quiet zone: version 5; see ticket-payload.ts. */
export const ticketModules = 37;

/** The modules of a QR code; true is dark. */
export type Modules = readonly (readonly boolean[])[];

/** Where a symbol stands on a surface, in its units. */
export interface PlacedSymbol {
  /** The white square below it. */
  x: number;
  y: number;
  size: number;
  /** The left upper corner of the first module, and the side of each. */
  left: number;
  top: number;
  module: number;
}

/**
 * On dots, a module is a whole number of them, and what is left of the size is white around: scanners
 * stumble over modules of two widths.
 */
export function placeSymbol(
  surface: Surface,
  { x, y, size }: { x: number; y: number; size: number },
  modules: Modules,
): PlacedSymbol {
  const box = place(surface, { x, y, width: size, height: size });
  const side = Math.min(box.width, box.height);
  const count = modules.length + 2 * quietZone;
  const module = surface.isDots ? Math.max(1, Math.floor(side / count)) : side / count;
  const spare = (side - module * count) / 2;
  const margin = (surface.isDots ? Math.floor(spare) : spare) + quietZone * module;
  return { x: box.x, y: box.y, size: side, left: box.x + margin, top: box.y + margin, module };
}

/** How many dots a module has at a resolution; 0 where the size is too small for the symbol. */
export function dotsPerModule(size: number, dpi: number, modules: number): number {
  return Math.floor(((size / 25.4) * dpi) / (modules + 2 * quietZone));
}

/** Dark modules of a row that lie side by side. */
export function runsOf(row: readonly boolean[]): { from: number; length: number }[] {
  const runs: { from: number; length: number }[] = [];
  for (const [column, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last && last.from + last.length === column) last.length++;
    else runs.push({ from: column, length: 1 });
  }
  return runs;
}
