import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { makeTempFolder, removeFolder } from './temp.js';

/** One defect to plant: `from` stands in the compiled file exactly once. */
export interface Sabotage {
  /** Below `dist/src`: `core/imports/run-stored-import.js`. */
  file: string;
  from: string;
  to: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A copy of the build with defects planted in it, for tests that prove that tests notice. Returns the
 * path of its `evm.js`; removed when the running test has finished. Throws when a text to replace is
 * not there (any more): a control that breaks nothing proves nothing.
 */
export function sabotagedBuild(sabotages: readonly Sabotage[]): string {
  const folder = makeTempFolder();
  onTestFinished(() => removeFolder(folder));
  for (const name of ['bin', 'package.json', 'dist/src', 'dist/migrations']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  for (const name of ['node_modules', 'dist/embedded']) {
    symlinkSync(join(root, name), join(folder, name));
  }
  for (const { file, from, to } of sabotages) {
    const path = join(folder, 'dist/src', file);
    const parts = readFileSync(path, 'utf8').split(from);
    if (parts.length !== 2) {
      throw new Error(`${file} holds the text to sabotage ${parts.length - 1} times: ${from}`);
    }
    writeFileSync(path, parts.join(to));
  }
  return join(folder, 'bin', 'evm.js');
}
