import type { PrinterLink } from '../printer-link.js';
import type { PrinterConnection } from '../schema.js';
import { openCupsLink } from './cups-link.js';
import { openFileLink } from './file-link.js';
import { openNetworkLink } from './network-link.js';

/** Opens the line to a printer, however it is connected. Rejects when it cannot be reached. */
export async function openLink(
  connection: PrinterConnection,
  { connectMs }: { connectMs: number },
): Promise<PrinterLink> {
  switch (connection.kind) {
    case 'network':
      return await openNetworkLink(connection, { connectMs });
    case 'device':
    case 'file':
      return await openFileLink(connection.path, connection.kind, { connectMs });
    default:
      return await openCupsLink(connection.queue, { connectMs });
  }
}
