/**
 * Completes package-lock.json after `npm install`.
 *
 * Packages with native parts list one optional package for each platform. npm leaves those out of the
 * lock that the registry could not deliver when the lock was made, and `npm ci` then refuses the whole
 * lock on every machine. Their versions are pinned by the packages that want them, and their names tell
 * the platform: that is all `npm ci` needs to know in order to leave them alone, or to fetch them there.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'x64', 'arm', 'ppc64', 'riscv64', 's390x', 'ia32'];

for (const wanting of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(wanting.optionalDependencies ?? {})) {
    lock.packages[`node_modules/${name}`] ??= describe(name, version, wanting.dev === true);
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

function describe(name, version, dev) {
  if (!/^\d/.test(version)) throw new Error(`${name} is wanted as ${version}, not as one version`);
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu) throw new Error(`the name of ${name} does not tell its platform`);
  const libc = words.some((word) => word.startsWith('musl')) ? { libc: ['musl'] } : {};
  return { version, cpu: [cpu], ...(dev ? { dev } : {}), ...libc, optional: true, os: [os] };
}
