/** RFC 2045, 6.8. */
const lineLength = 76;

/** A node of a message: what it begins with, and what is in it, encoded already. */
export type MimePart =
  | { head: string; body: string }
  | { head: string; boundary: string; parts: readonly MimePart[] };

/** The bytes of a message. Heads and bodies are ASCII; heads have no line end after them. */
export function writeMime(root: MimePart): Buffer {
  const pieces: string[] = [];
  writePart(root, pieces);
  return Buffer.from(pieces.join(''), 'latin1');
}

function writePart(part: MimePart, pieces: string[]): void {
  pieces.push(part.head, '\r\n\r\n');
  if ('body' in part) {
    pieces.push(part.body);
    return;
  }
  for (const [index, child] of part.parts.entries()) {
    pieces.push(index === 0 ? '--' : '\r\n--', part.boundary, '\r\n');
    writePart(child, pieces);
  }
  pieces.push('\r\n--', part.boundary, '--\r\n');
}

/** Base64 in lines. */
export function encodeBase64(content: Buffer): string {
  const encoded = content.toString('base64');
  const lines: string[] = [];
  for (let start = 0; start < encoded.length; start += lineLength) {
    lines.push(encoded.slice(start, start + lineLength));
  }
  return lines.join('\r\n');
}

const shortAscii = new RegExp(`^(?:[\\t\\x20-\\x7e]{0,${lineLength}}(?:\\r?\\n|$))*$`);

/** A text as it is where every server takes it so, else its UTF-8 in base64. */
export function encodeText(text: string): { encoding: '7bit' | 'base64'; body: string } {
  if (shortAscii.test(text)) {
    return { encoding: '7bit', body: text.replace(/\r?\n/g, '\r\n') };
  }
  return { encoding: 'base64', body: encodeBase64(Buffer.from(text)) };
}
