import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crashPointSync } from '../crash-points.js';

/** Made by `npm run build`: a data directory with the schema in it (scripts/build-template.mjs). */
export const templatePath = fileURLToPath(
  new URL('../../../../embedded/template.tar.gz', import.meta.url),
);

/**
 * Puts the prepared data directory at `folder` where there is none yet. Creating one from nothing
 * (initdb in WebAssembly) takes six seconds and 850 MB; unpacking takes less than one.
 *
 * Unpacked beside its place and renamed: a process that dies here leaves no half database, only a
 * folder that the next one clears. Without a template (a source checkout that was not built),
 * nothing happens and PGlite creates the directory itself.
 */
export async function unpackTemplate(folder: string): Promise<void> {
  if (existsSync(folder) || !existsSync(templatePath)) return;
  const { extract } = await import('tar');
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  // Nothing else goes on yet, and a thousand small files take half the time without a promise for each step.
  crashPointSync('file unpack template', () =>
    extract({ file: templatePath, cwd: draft, preservePaths: false, sync: true, onwarn: refuse }),
  );
  crashPointSync('file rename template', () => renameSync(draft, folder));
}

/** What cannot be written is only a warning to tar, which goes on to make half a database. */
function refuse(kind: string, message: string | Error, error: unknown): void {
  // Of names that begin with a slash, which it takes off.
  if (kind !== 'TAR_ENTRY_INFO') throw error instanceof Error ? error : new Error(String(message));
}
