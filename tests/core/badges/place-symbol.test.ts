import { describe, expect, it } from 'vitest';
import {
  dotsPerModule,
  placeSymbol,
  ticketModules,
} from '../../../src/core/badges/place-symbol.js';
import type { Surface } from '../../../src/core/badges/surface.js';

const modules = Array.from({ length: ticketModules }, () =>
  Array.from({ length: ticketModules }, () => true),
);
const wholeWidth = ticketModules + 8;

function place(size: number, dpi: number, isDots = true) {
  const surface = { scale: dpi / 25.4, isDots } as Surface;
  return placeSymbol(surface, { x: 3.3, y: 7.7, size }, modules);
}

describe('a QR code on dots', () => {
  it.each([180, 203, 300, 600])('has modules of whole dots inside its square, at %i dpi', (dpi) => {
    for (let size = 12; size < 60; size += 0.7) {
      const { x, y, size: side, left, top, module } = place(size, dpi);
      for (const value of [x, y, left, top, module]) expect(Number.isInteger(value)).toBe(true);
      expect(module).toBe(dotsPerModule(side * (25.4 / dpi) + 1e-9, dpi, ticketModules));
      expect(left - x).toBeGreaterThanOrEqual(4 * module);
      expect(x + side - (left + ticketModules * module)).toBeGreaterThanOrEqual(4 * module);
      expect(top - y).toBeGreaterThanOrEqual(4 * module);
    }
  });

  it('takes all of its square in a PDF', () => {
    const { size, module } = place(30, 72, false);
    expect(module * wholeWidth).toBeCloseTo(size, 6);
  });
});
