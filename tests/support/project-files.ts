import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the project; `path` is relative to its root, with forward slashes. */
export interface ProjectFile {
  path: string;
  text: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const notOurs = new Set(['node_modules', 'dist', 'coverage', '.git', 'package-lock.json']);

/** The text files below the given folders of the project, or all of them. */
export function projectFiles(folders: readonly string[] = ['.']): ProjectFile[] {
  return folders
    .flatMap((folder) => listFiles(folder === '.' ? '' : folder))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => !text.includes('\0'));
}

/** The TypeScript and JavaScript among them. */
export function sourceFiles(folders: readonly string[]): ProjectFile[] {
  return projectFiles(folders).filter(({ path }) => /\.(?:tsx?|m?js)$/.test(path));
}

function listFiles(folder: string): string[] {
  const entries = readIfFolder(join(root, folder));
  return entries.flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

function readIfFolder(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
