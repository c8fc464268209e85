import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crashPoint } from '../crash-points.js';

/** A file on its way to disk: nothing exists under its name until `publish`. */
export interface DraftFile<Handle> {
  /** What was opened to write it with. */
  readonly handle: Handle;
  /** Gives the complete, closed and synced draft its name, over an older file, durably. */
  publish(): Promise<void>;
  /** Removes the draft, closed before; harmless after `publish`. */
  discard(): Promise<void>;
}

/**
 * Opens a hidden draft beside `path`, under a name of its own, so that writers of one file never meet.
 * Whoever dies on the way leaves the old file whole and at worst the draft, for `removeAbandonedDrafts`.
 * @param openNew opens a path for writing and fails with EEXIST when there is such a file
 */
export async function openDraftFile<Handle>(
  path: string,
  openNew: (path: string) => Promise<Handle>,
): Promise<DraftFile<Handle>> {
  const { draft, handle } = await openFreeName(path, openNew);
  let isPublished = false;
  return {
    handle,
    async publish() {
      await crashPoint('file rename draft', () => rename(draft, path));
      isPublished = true;
      await crashPoint('file sync folder', () => syncFolder(dirname(path)));
    },
    async discard() {
      if (!isPublished) await rm(draft, { force: true });
    },
  };
}

/**
 * Removes the drafts in a folder whose writers died, because they hold what the files would have held.
 * @param name only those of the file of this name
 */
export async function removeAbandonedDrafts(folder: string, name?: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const [, file, pid] = draftName.exec(entry) ?? [];
    if (file === undefined || (name !== undefined && file !== name)) continue;
    if (!isRunning(Number(pid))) await rm(join(folder, entry), { force: true });
  }
}

const draftName = /^\.(.+)\.(\d+)-\d+\.partial$/s;

async function openFreeName<Handle>(path: string, openNew: (path: string) => Promise<Handle>) {
  for (let number = 1; ; number += 1) {
    const draft = join(dirname(path), `.${basename(path)}.${process.pid}-${number}.partial`);
    try {
      return { draft, handle: await crashPoint('file create draft', () => openNew(draft)) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** A new name is durable only once its folder is; some systems cannot do that, and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
