import { open } from 'node:fs/promises';
import { crashPoint } from '../../runtime/crash-points.js';
import type { PrinterLink } from '../printer-link.js';

/**
 * Writes to a device such as /dev/usb/lp0, or appends to a file. No answers: reading from a device waits
 * for ever where the printer is silent. Rejects when it cannot be opened.
 */
export async function openFileLink(path: string, kind: 'device' | 'file'): Promise<PrinterLink> {
  const file = await open(path, kind === 'device' ? 'w' : 'a', 0o600);
  let isOpen = true;
  async function close(): Promise<void> {
    if (isOpen) await file.close();
    isOpen = false;
  }
  return {
    answers: false,
    async write(bytes) {
      await file.writeFile(bytes);
    },
    async read() {
      return undefined;
    },
    async finish() {
      // Devices are not synced: their driver has taken the bytes when the write returns.
      if (kind === 'file') await crashPoint('printer file sync', async () => await file.sync());
      await close();
    },
    destroy() {
      void close().catch(() => undefined);
    },
  };
}
