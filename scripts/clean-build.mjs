/** Clears what an earlier build compiled: a deleted source, above all a migration, must not live on. */
import { rmSync } from 'node:fs';

for (const folder of ['src', 'migrations']) {
  rmSync(new URL(`../dist/${folder}`, import.meta.url), { recursive: true, force: true });
}
