import { formatRegistrationNumber } from '../participants/schema.js';
import { guardText } from '../runtime/tables/formula-guard.js';
import type { TicketHolder, TicketImageFormat } from './schema.js';
import { formatTicketCode } from './ticket-code.js';

/** `#001-7K3QM9XPDR.png`: no part of it comes from a person's input, so it is safe on any disk. */
export function ticketFileName(
  { number, ticketCode }: Pick<TicketHolder, 'number' | 'ticketCode'>,
  format: TicketImageFormat,
): string {
  return `${formatRegistrationNumber(number)}-${ticketCode}.${format}`;
}

/** The head of index.csv; the byte order mark makes spreadsheet programs read it as UTF-8. */
export const ticketIndexHead = '\ufeffnumber,name,code,copy,file\r\n';

/** One line of index.csv (RFC 4180). */
export function ticketIndexLine(holder: TicketHolder, file: string): string {
  const { number, name, ticketCode, ticketCopy } = holder;
  const cells = [String(number), name, formatTicketCode(ticketCode), String(ticketCopy), file];
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = guardText(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
