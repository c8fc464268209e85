import type { Printer } from '@node-escpos/core';
import type { Badge } from '../../badges/schema.js';
import type { PrinterProfile } from '../schema.js';
import { endEscpos, openEscposBuilder } from './escpos.js';

/**
 * A badge in the printer's own letters: name, company, number and the QR code, centred. For printers with
 * Korean in their firmware; what CP949 does not have becomes "?". It is quick over slow lines, and looks
 * like a receipt: templates have no say in it.
 */
export function encodeEscposText({ fields, qr }: Badge, profile: PrinterProfile): Buffer {
  const printer = openEscposBuilder();
  printer.hardware('init');
  // FS &: two bytes are one Korean character.
  printer.raw(Buffer.from([0x1c, 0x26])).align('ct');
  writeLine(printer, fields.event, [1, 1]);
  writeLine(printer, fields.name, [2, 2]);
  writeLine(printer, fields.company, [1, 1]);
  if (qr !== null) writeSymbol(printer, qr);
  writeLine(printer, fields.number, [1, 1]);
  return endEscpos(printer, profile);
}

const longestLine = 200;

function writeLine(
  printer: Printer<[]>,
  text: string | undefined,
  [width, height]: [number, number],
): void {
  const harmless = withoutControls(text ?? '');
  if (harmless !== '') printer.size(width, height).text(harmless);
}

/** Text is text: no control character, also none of those that CP949 would make "?" of. */
function withoutControls(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longestLine);
}

/**
 * GS ( k with the functions 165, 167, 169, 180 and 181. The builder's own `qrcode` is another make's command,
 * and counts characters where bytes are meant.
 */
function writeSymbol(printer: Printer<[]>, text: string): void {
  const data = Buffer.from(text, 'latin1');
  const functions = [
    [0x41, 0x32, 0],
    // Dots to a module; error correction M.
    [0x43, 5],
    [0x45, 0x31],
    [0x50, 0x30, ...data],
    [0x51, 0x30],
  ];
  for (const body of functions) {
    const bytes = Buffer.from([0x31, ...body]);
    const head = Buffer.from([0x1d, 0x28, 0x6b, bytes.length & 0xff, bytes.length >> 8]);
    printer.raw(Buffer.concat([head, bytes]));
  }
}
