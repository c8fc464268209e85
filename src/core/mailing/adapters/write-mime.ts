import type MimeNode from 'nodemailer/lib/mime-node';

/** RFC 2045, 6.8. */
const lineLength = 76;

/**
 * The bytes that `node.build()` gives, at once: its streams take twenty times as long, and the contents
 * are in memory anyway. Headers are nodemailer's own. Only for nodes whose contents are texts or buffers
 * in base64, or short ASCII; throws for any other.
 */
export function writeMime(node: MimeNode): Buffer {
  const parts: string[] = [];
  writeNode(node, parts);
  // Headers and bodies are encoded: nothing but ASCII is left.
  return Buffer.from(parts.join(''), 'latin1');
}

function writeNode(node: MimeNode, parts: string[]): void {
  const encoding = node.getTransferEncoding();
  parts.push(node.buildHeaders(), '\r\n\r\n');
  if (!node.multipart) {
    parts.push(encodeContent(node, encoding));
    return;
  }
  node.childNodes.forEach((child, index) => {
    parts.push(index === 0 ? '--' : '\r\n--', String(node.boundary), '\r\n');
    writeNode(child, parts);
  });
  parts.push('\r\n--', String(node.boundary), '--\r\n');
}

function encodeContent({ content = '' }: MimeNode, encoding: string | false): string {
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) {
    throw new TypeError('a part of a message that is not in memory');
  }
  const bytes = Buffer.from(content);
  if (encoding === 'base64') return foldBase64(bytes.toString('base64'));
  if (bytes.length > 0 && (encoding !== '7bit' || bytes.some((byte) => byte > 127))) {
    throw new TypeError('a part of a message that is neither base64 nor ASCII');
  }
  return bytes.toString('latin1').replace(/\r?\n/g, '\r\n');
}

function foldBase64(encoded: string): string {
  const lines: string[] = [];
  for (let start = 0; start < encoded.length; start += lineLength) {
    lines.push(encoded.slice(start, start + lineLength));
  }
  return lines.join('\r\n');
}
