import { createRequire } from 'node:module';
import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../../../src/core/runtime/random.js';
import { createSigningKey } from '../../../src/core/tickets/event-signing-key.js';
import { createTicketCode } from '../../../src/core/tickets/ticket-code.js';
import { encodeTicketPayload } from '../../../src/core/tickets/ticket-payload.js';
import {
  createTicketMatrix,
  renderTicketLines,
  renderTicketPng,
  renderTicketSvg,
} from '../../../src/core/tickets/ticket-qr.js';

// The decoder that comes with the qrcode package and so is not a dependency of its own.
const { PNG }: { PNG: PngDecoder } = createRequire(import.meta.resolve('qrcode'))('pngjs');

interface PngDecoder {
  /** `data` is RGBA, four bytes a pixel. */
  sync: { read(png: Buffer): { data: Buffer; width: number; height: number } };
}

const random = createSeededRandom(11);
const key = createSigningKey(random);
const payloads = Array.from({ length: 5 }, (_, index) =>
  encodeTicketPayload(key, { ticketCode: createTicketCode(random), copy: index + 1 }),
);
const payload = payloads[0] as string;

/** What a scanner reads in a square of modules, drawn large; true is dark. */
function scan(dark: (row: number, column: number) => boolean, size: number): string | undefined {
  const scale = 4;
  const pixels = new Uint8ClampedArray((size * scale) ** 2 * 4);
  for (let index = 0; index < (size * scale) ** 2; index++) {
    const row = Math.floor(index / (size * scale) / scale);
    const column = Math.floor((index % (size * scale)) / scale);
    pixels.fill(dark(row, column) ? 0 : 255, index * 4, index * 4 + 3);
    pixels[index * 4 + 3] = 255;
  }
  return jsQR.default(pixels, size * scale, size * scale)?.data;
}

describe("a ticket's QR code", () => {
  it('fits 37 modules, whatever the ticket', async () => {
    for (const text of payloads) {
      expect(await createTicketMatrix(text)).toHaveLength(37);
    }
  });

  it('is read back from the PNG by an independent decoder', async () => {
    for (const text of payloads) {
      const { data, width, height } = PNG.sync.read(await renderTicketPng(text));
      expect([width, height]).toEqual([360, 360]);
      expect(jsQR.default(new Uint8ClampedArray(data), width, height)?.data).toBe(text);
    }
  });

  it('keeps four light modules around itself', async () => {
    const { data, width } = PNG.sync.read(await renderTicketPng(payload));
    const isLight = (x: number, y: number) => data[(y * width + x) * 4] === 255;
    for (let at = 0; at < width; at++) {
      for (const edge of [0, 31, width - 32, width - 1]) {
        expect(isLight(at, edge) && isLight(edge, at)).toBe(true);
      }
    }
    expect(isLight(32, 32)).toBe(false);
  });

  it('is the same image each time, so that an export can be compared and resumed', async () => {
    expect(await renderTicketPng(payload)).toEqual(await renderTicketPng(payload));
    expect(await renderTicketSvg(payload)).toBe(await renderTicketSvg(payload));
  });

  it('is read back from the SVG', async () => {
    const svg = await renderTicketSvg(payload);
    expect(svg).toContain('viewBox="0 0 45 45"');
    const dark = darkModules(svg);
    expect(scan((row, column) => dark.has(`${row},${column}`), 45)).toBe(payload);
  });

  it('is read back from the lines of a terminal', async () => {
    const lines = await renderTicketLines(payload);
    expect(lines).toHaveLength(23);
    const isDark = (row: number, column: number) => {
      const light = row % 2 === 0 ? '▀█' : '▄█';
      return !light.includes(lines[row >> 1]?.charAt(column) || ' ');
    };
    expect(scan(isDark, 45)).toBe(payload);
  });
});

/** The modules that the strokes of the SVG cover: `M` and `m` move, `h` draws to the right. */
function darkModules(svg: string): Set<string> {
  const path = /<path stroke="#000000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const dark = new Set<string>();
  let x = 0;
  let y = 0;
  for (const [, command, first, second] of path.matchAll(
    /([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?/g,
  )) {
    const value = Number(first);
    if (command === 'h') {
      for (let step = 0; step < value; step++) dark.add(`${Math.floor(y)},${x + step}`);
      x += value;
    } else {
      x = command === 'M' ? value : x + value;
      y = command === 'M' ? Number(second) : y + Number(second);
    }
  }
  return dark;
}
