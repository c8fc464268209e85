/**
 * The size of a PNG or JPEG from its first bytes, so that a small file that unfolds to a huge picture is
 * refused before it does; undefined when it is neither.
 */
export function measureImage(bytes: Buffer): { width: number; height: number } | undefined {
  if (bytes.length >= 24 && bytes.subarray(0, 8).equals(pngSignature)) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  return bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8 ? measureJpeg(bytes) : undefined;
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');
/** SOF markers that are none: tables of Huffman codes, extensions, arithmetic conditioning. */
const notFrames = new Set([0xc4, 0xc8, 0xcc]);

/** Segment by segment up to the frame header (ITU-T T.81, B.2.2). */
function measureJpeg(bytes: Buffer): { width: number; height: number } | undefined {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes.readUInt8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && !notFrames.has(marker)) {
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
