import { readFileSync } from 'node:fs';

/** A handle that somebody forgot may keep the process alive this long, and no longer. */
const leakLimit = 1_000;

/**
 * The command line's entry: arguments in, exit code out. Imports nothing heavy, so that
 * `evm --version` costs little more than starting node. The only place that ends the process.
 */
export async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${readVersion()}\n`);
    return;
  }
  if (argv[0] === 'complete') {
    const { completeWords } = await import('./completion/complete.js');
    await completeWords(argv.slice(1));
    return;
  }
  const { runMain } = await import('./run-main.js');
  process.exitCode = await runMain({
    argv,
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    exit: (code) => process.exit(code),
    version: readVersion,
  });
  setTimeout(() => process.exit(), leakLimit).unref();
}

/** The version of the package that this file belongs to, wherever it was built or installed. */
export function readVersion(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    try {
      const text = readFileSync(new URL('package.json', folder), 'utf8');
      const { name, version } = JSON.parse(text) as { name?: string; version?: string };
      if (name === 'evm' && version !== undefined) return version;
    } catch {
      // Not in this folder: the next one up.
    }
    if (folder.pathname === new URL('..', folder).pathname) return 'unknown';
  }
}
