import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export type PackageOutcome = { installed: true } | { installed: false; reason: string };

/** Debian's PostgreSQL makes and starts a database cluster when it is installed, unless told so. */
const avoidCluster = `
  cd /etc && test ! -e postgresql-common/createcluster.conf || exit 0
  mkdir -p postgresql-common
  echo 'create_main_cluster = false' > postgresql-common/createcluster.conf`;

/**
 * Installs Debian packages where apt exists and this account may use it: root, or sudo that asks
 * nothing. No server is started and no database cluster is made.
 */
export function installDebianPackages(names: readonly string[]): PackageOutcome {
  if (!existsSync('/usr/bin/apt-get')) return notInstalled('this system has no apt-get');
  const elevate = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (elevate.length > 0 && run([...elevate, 'true']).status !== 0) {
    return notInstalled('installing packages needs root or sudo without a password');
  }
  run([...elevate, 'sh', '-c', avoidCluster]);
  const update = run([...elevate, 'apt-get', 'update']);
  if (update.status !== 0) return notInstalled(`apt-get update failed: ${lastLine(update)}`);
  // Run level 1 keeps invoke-rc.d from starting what was installed.
  const install = run([
    ...elevate,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'RUNLEVEL=1',
    'apt-get',
    'install',
    '--yes',
    '--no-install-recommends',
    '--option=Dpkg::Options::=--force-confold',
    ...names,
  ]);
  if (install.status !== 0) return notInstalled(`apt-get install failed: ${lastLine(install)}`);
  return { installed: true };
}

function run(command: readonly string[]) {
  const [program = '', ...args] = command;
  return spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 10 * 60_000,
  });
}

function notInstalled(reason: string): PackageOutcome {
  return { installed: false, reason };
}

function lastLine(result: { stderr: string | null; error?: Error | undefined }): string {
  return (result.stderr ?? '').trim().split('\n').at(-1) || (result.error?.message ?? 'no output');
}
