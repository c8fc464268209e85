/** A colour and the one in which text on it is read best. */
export interface BrandColor {
  /** `#1f4fd8`: always seven characters, so it may stand in a style. */
  color: string;
  onColor: string;
}

/** The branding colour of an event, or a good one where it has none that is a hex colour. */
export function brandColor(wanted: string | undefined): BrandColor {
  const color = readHex(wanted ?? '') ?? fallback;
  const light = luminance(color);
  // Contrast as in WCAG 2.2, 1.4.3.
  const withWhite = 1.05 / (light + 0.05);
  const withDark = (light + 0.05) / (luminance(dark) + 0.05);
  return { color, onColor: withWhite >= withDark ? '#ffffff' : dark };
}

const fallback = '#1f4fd8';
const dark = '#14171c';

function readHex(text: string): string | undefined {
  const [, digits] = /^\s*#([0-9a-f]{3}|[0-9a-f]{6})\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const six = digits.length === 6 ? digits : digits.replace(/./g, '$&$&');
  return `#${six.toLowerCase()}`;
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
