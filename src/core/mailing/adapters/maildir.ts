import { open, readdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ReportMail } from '../ingest-bounces.js';
import { maxReportBytes } from '../parse-bounce.js';
import { suppressionErrors } from '../suppression-errors.js';

/**
 * The mails that are new in a maildir (https://cr.yp.to/proto/maildir.html), the oldest delivery first.
 * Settled ones are moved from `new` to `cur` and marked as seen; the others stay where they are. Two
 * readers may meet in it, and mail programs may use it meanwhile. Errors: BOUNCE_SOURCE_UNREADABLE.
 */
export async function* readMaildir(folder: string): AsyncGenerator<ReportMail> {
  // A name begins with the second of the delivery.
  for (const name of (await namesIn(folder)).sort()) {
    const path = join(folder, 'new', name);
    const content = await readUnlessGone(path);
    if (!content) continue;
    yield {
      content,
      async settle() {
        await moveUnlessGone(path, join(folder, 'cur', `${name.replace(/:.*$/s, '')}:2,S`));
      },
    };
  }
}

/** A mail in a file of its own. Errors: BOUNCE_SOURCE_UNREADABLE. */
export async function* readMailFile(path: string): AsyncGenerator<ReportMail> {
  try {
    yield { content: await readStart(path), settle: async () => undefined };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A mail from a stream such as standard input; what is too long for a report is not kept. */
export async function* readMailStream(
  stream: AsyncIterable<Buffer | string>,
): AsyncGenerator<ReportMail> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (size > maxReportBytes) continue;
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
  }
  yield { content: Buffer.concat(chunks), settle: async () => undefined };
}

/** A maildir is a folder that has both, a mail is a file. Errors: BOUNCE_SOURCE_UNREADABLE. */
export async function openMailSource(path: string): Promise<AsyncIterable<ReportMail>> {
  const stats = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return stats.isDirectory() ? readMaildir(path) : readMailFile(path);
}

async function namesIn(folder: string): Promise<string[]> {
  for (const part of ['new', 'cur']) {
    const stats = await stat(join(folder, part)).catch(() => undefined);
    if (stats?.isDirectory()) continue;
    const reason = `it is a folder without \`${part}\`, so no maildir`;
    throw suppressionErrors.unreadable({ source: basename(folder), reason });
  }
  try {
    const entries = await readdir(join(folder, 'new'), { withFileTypes: true });
    // Names with a dot in front are not mail.
    return entries.flatMap((entry) =>
      entry.isFile() && !entry.name.startsWith('.') ? [entry.name] : [],
    );
  } catch (error) {
    throw unreadable(folder, error);
  }
}

async function readUnlessGone(path: string): Promise<Buffer | undefined> {
  try {
    return await readStart(path);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw unreadable(path, error);
  }
}

async function moveUnlessGone(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isGone(error)) throw unreadable(from, error);
  }
}

/** As much of a file as tells that it is too long to be a report. */
async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Buffer.alloc(Math.min(size, maxReportBytes + 1));
    let filled = 0;
    while (filled < start.length) {
      const { bytesRead } = await file.read(start, filled, start.length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return start.subarray(0, filled);
  } finally {
    await file.close();
  }
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function unreadable(path: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'its permissions do not allow it',
    EPERM: 'its permissions do not allow it',
  };
  const reason = reasons[code ?? ''] ?? code ?? 'unknown';
  return suppressionErrors.unreadable({ source: basename(path), reason }, error);
}
