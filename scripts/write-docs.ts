/**
 * Writes docs/commands.md, docs/configuration.md and docs/errors.md from the code. With `--check`
 * it writes nothing and ends with 1 when one of them differs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateDocs } from './generate-docs.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const onlyCheck = process.argv.includes('--check');

for (const [path, text] of await generateDocs()) {
  if (readOrEmpty(path) === text) continue;
  if (onlyCheck) {
    process.stderr.write(`${path} is not what the code says: run npx tsx scripts/write-docs.ts\n`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    process.stdout.write(`${path} written\n`);
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return '';
  }
}
