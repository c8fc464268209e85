import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const output = join(root, 'dist');
const stamp = join(output, '.built');

/**
 * Does what `npm run build` does when a source is newer than the last build. The compiled code
 * replaces dist as a whole, so that no file of a deleted source stays behind and no process meets
 * a half-written module. Throws with the compiler's messages when nothing usable came out.
 */
export function buildOnce(tell: (line: string) => void): void {
  const started = new Date();
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newestSource()) return;
  const fresh = join(root, 'node_modules', `.evm-build-${process.pid}`);
  const old = `${fresh}-old`;
  try {
    const compiler = join(root, 'node_modules', '.bin', 'tsc');
    run([compiler, '-p', 'tsconfig.build.json', '--outDir', fresh], tell);
    keepPreparedData(fresh);
    if (existsSync(output)) renameSync(output, old);
    renameSync(fresh, output);
    run([process.execPath, 'scripts/build-template.mjs'], tell);
    writeFileSync(stamp, '');
    utimesSync(stamp, started, started);
  } finally {
    rmSync(old, { recursive: true, force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

// Takes seconds to make; the script that makes it looks whether this one still fits.
function keepPreparedData(fresh: string): void {
  const prepared = join(output, 'embedded');
  if (existsSync(prepared)) cpSync(prepared, join(fresh, 'embedded'), { recursive: true });
}

// While working, one file with a type error should not keep every other test from running.
function run([command = '', ...args]: readonly string[], tell: (line: string) => void): void {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (result.status === 0) return;
  const messages = result.stdout || result.stderr;
  if (process.env.CI === 'true') throw new Error(`the build failed:\n${messages}`);
  tell(`the build has errors; the tests run on what it gave:\n${messages}`);
}

function newestSource(): number {
  const files = ['tsconfig.json', 'tsconfig.build.json', 'package.json'].map((name) =>
    join(root, name),
  );
  const trees = [join(root, 'src'), join(root, 'migrations')];
  return Math.max(...files.map(modified), ...trees.map(newestIn));
}

function newestIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const entries = readdirSync(folder, { withFileTypes: true });
  const times = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newestIn(path) : modified(path);
  });
  // The folder's own time tells of files that were removed.
  return Math.max(modified(folder), ...times);
}

function modified(path: string): number {
  return statSync(path).mtimeMs;
}
