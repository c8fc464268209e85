import type { PrinterDocument } from '../../core/printing/list-printers.js';
import type { PrinterConnection, PrinterProfile } from '../../core/printing/schema.js';
import { formatNumber } from '../output/format.js';

/** `10.0.0.20:9100`, `/dev/usb/lp0`, `cups:labels`, `file:badges.prn`. */
export function describeConnection(connection: PrinterConnection): string {
  switch (connection.kind) {
    case 'network':
      return `${connection.host}:${connection.port}`;
    case 'cups':
      return `cups:${connection.queue}`;
    case 'file':
      return `file:${connection.path}`;
    default:
      return connection.path;
  }
}

/** `brother-ql 62, 300 dpi`. */
export function describeProfile({ language, dpi, label, width, mode }: PrinterProfile): string {
  const size = label ?? `${width} dots`;
  return `${language} ${size}, ${dpi} dpi${mode === 'text' ? ', text' : ''}`;
}

/** `paused: the cover is open: close it`. */
export function describeActivity({ activity, reason }: PrinterDocument): string {
  return reason === null ? activity : `${activity}: ${reason}`;
}

/** `12 waiting, 1 unknown`; what there is none of is left out. */
export function describeJobs({ jobs }: PrinterDocument): string {
  const parts: [number, string][] = [
    [jobs.queued, 'waiting'],
    [jobs.printing, 'printing'],
    [jobs.confirmed, 'printed'],
    [jobs.unknown, 'unknown'],
    [jobs.failed, 'failed'],
  ];
  const said = parts.filter(([count]) => count > 0);
  return (
    said.map(([count, word]) => `${formatNumber(count)} ${word}`).join(', ') || 'no badges yet'
  );
}
