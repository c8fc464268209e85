import type { Drawing } from './fonts/open-canvas.js';
import { type Modules, type PlacedSymbol, runsOf } from './place-symbol.js';

/** Draws the modules of a QR code, black on white whatever lies below. */
export function drawSymbol(ctx: Drawing, placed: PlacedSymbol, modules: Modules): void {
  const { x, y, size, left, top, module } = placed;
  ctx.fillStyle = '#ffffff';
  ctx.fillRect(x, y, size, size);
  ctx.fillStyle = '#000000';
  // One path for all, so that no seam shows between modules.
  ctx.beginPath();
  for (const [row, line] of modules.entries()) {
    for (const { from, length } of runsOf(line)) {
      ctx.rect(left + from * module, top + row * module, length * module, module);
    }
  }
  ctx.fill();
}
