import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { crashPoint } from '../../runtime/crash-points.js';
import type { PrinterLink } from '../printer-link.js';

/**
 * Writes to a device such as /dev/usb/lp0, or appends to a file. No answers: reading from a device waits
 * for ever where the printer is silent. Rejects when it cannot be opened.
 */
export async function openFileLink(
  path: string,
  kind: 'device' | 'file',
  { connectMs }: { connectMs: number },
): Promise<PrinterLink> {
  const opening = kind === 'device' ? openDevice(path) : open(path, 'a', 0o600);
  const file = await inTime(opening, connectMs).catch((error: unknown) => {
    // A device that comes late is let go again.
    void opening.then(async (late) => await late.close()).catch(() => undefined);
    throw error;
  });
  let isOpen = true;
  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  }
  return {
    answers: false,
    async write(bytes, withinMs) {
      await inTime(file.writeFile(bytes), withinMs);
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

/** Never makes the file: where the device is away, badges would go into it and count as printed. */
async function openDevice(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_WRONLY);
  if (!(await file.stat()).isFile()) return file;
  await file.close();
  throw new Error('it is a file, no device');
}

/** A device without paper keeps a writer waiting for ever. */
async function inTime<Result>(work: Promise<Result>, withinMs: number): Promise<Result> {
  const end = new AbortController();
  const late = pause(withinMs, undefined, { signal: end.signal }).then(() => {
    throw new Error('no answer in time');
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    end.abort();
  }
}
