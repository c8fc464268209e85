import type { Image } from '@napi-rs/canvas';
import { badgeErrors } from './errors.js';
import type { CanvasModule } from './fonts/open-canvas.js';
import { measureImage } from './measure-image.js';
import type { BadgePart } from './plan-badge.js';

/** A picture of 4,000 × 4,000 takes 64 MB while it is drawn; no badge needs more. */
const mostPixels = 16_000_000;

/**
 * The pictures of a template by the path of their part. Only data: URLs have any: files were read when
 * the template was. Errors: BADGE_IMAGE.
 */
export async function loadImages(
  canvas: CanvasModule,
  parts: readonly BadgePart[],
): Promise<Map<string, Image>> {
  const images = new Map<string, Image>();
  for (const part of parts) {
    if (part.kind !== 'image' || part.src === undefined) continue;
    images.set(part.path, await loadImage(canvas, part.path, part.src));
  }
  return images;
}

/** The bytes of a `data:image/png;base64,…` or jpeg; undefined for anything else. */
export function readDataUrl(src: string): Buffer | undefined {
  const base64 = /^data:image\/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]+)$/.exec(src)?.[1];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

/** Why bytes cannot be used as a picture; undefined when they can. */
export function refuseImage(bytes: Buffer | undefined): string | undefined {
  if (bytes === undefined) return 'it is not a PNG or JPEG as a data: URL';
  const size = measureImage(bytes);
  if (!size) return 'it is not a PNG or JPEG';
  if (size.width * size.height > mostPixels) {
    return `it has ${size.width} × ${size.height} pixels, more than ${mostPixels} in all`;
  }
  return undefined;
}

async function loadImage(canvas: CanvasModule, field: string, src: string): Promise<Image> {
  const bytes = readDataUrl(src);
  const reason = refuseImage(bytes);
  if (bytes === undefined || reason !== undefined) {
    throw badgeErrors.image({ field, reason: reason ?? 'it is empty' });
  }
  try {
    return await canvas.loadImage(bytes);
  } catch (error) {
    throw badgeErrors.image({ field, reason: 'it is damaged' }, error);
  }
}
