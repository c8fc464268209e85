/**
 * Prepares the data directory that a first command unpacks: an embedded database with the schema in
 * it, in dist/embedded. Part of `npm run build`; skipped while nothing that goes into it has changed.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const folder = join(dist, 'embedded');
const template = join(folder, 'template.tar.gz');
const stamp = join(folder, 'made-from.sha256');

const wanted = fingerprint();
if (!existsSync(template) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  await build();
}

/** The template depends on the migrations, PGlite, and BullMQ's own schema. */
function fingerprint() {
  const hash = createHash('sha256');
  const migrations = join(dist, 'migrations');
  for (const file of readdirSync(migrations).sort()) {
    hash.update(file).update(readFileSync(join(migrations, file)));
  }
  hash.update(readFileSync(new URL('../package-lock.json', import.meta.url)));
  return hash.digest('hex');
}

async function build() {
  const { buildTemplate } = await import(
    new URL('../dist/src/core/runtime/database/build-template.js', import.meta.url).href
  );
  const scratch = mkdtempSync(join(tmpdir(), 'evm-template-'));
  try {
    // The old one would be unpacked and packed again, with the schema that it has.
    rmSync(template, { force: true });
    mkdirSync(folder, { recursive: true });
    // A database is made from the template where there is one, and this one has to be new.
    rmSync(template, { force: true });
    const draft = `${template}.new`;
    writeFileSync(draft, await buildTemplate(join(scratch, 'database')));
    renameSync(draft, template);
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
