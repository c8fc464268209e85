/** A picture of black and white dots: rows from the top, each `Math.ceil(width / 8)` bytes, the leftmost dot in the highest bit, 1 is black. */
export interface Bitmap {
  width: number;
  height: number;
  data: Uint8Array;
}
