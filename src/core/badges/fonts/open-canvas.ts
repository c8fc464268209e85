import type * as CanvasLibrary from '@napi-rs/canvas';
import type { FontChunk } from './font-packages.js';

export type CanvasModule = typeof CanvasLibrary;
export type Drawing = CanvasLibrary.SKRSContext2D;

/** The library for drawing, loaded when something is drawn for the first time. */
export async function openCanvas(): Promise<CanvasModule> {
  // Read once, while the library is loaded: the fonts of the machine stay unknown to it by name.
  process.env.DISABLE_SYSTEM_FONTS_LOAD ??= '1';
  return await import('@napi-rs/canvas');
}

/**
 * `700 40px …` for `ctx.font`, with the files of a covered text and no others. A file is given to the
 * library when a text needs it for the first time, which takes under a millisecond.
 */
export function cssFont(
  canvas: CanvasModule,
  chunks: readonly FontChunk[],
  { size, weight }: { size: number; weight: number },
): string {
  for (const chunk of chunks) {
    if (registered.has(chunk)) continue;
    canvas.GlobalFonts.registerFromPath(chunk.file, chunk.family);
    registered.add(chunk);
  }
  const families = chunks.map(({ family }) => `"${family}"`).join(', ');
  return `${weight} ${size}px ${families || 'sans-serif'}`;
}

const registered = new Set<FontChunk>();
