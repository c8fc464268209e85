import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

/** Which process it was, told so that another one can find out whether it still runs. */
export interface ProcessIdentity {
  pid: number;
  /** Start time of the process in clock ticks (field 22 of /proc/pid/stat), where there is one. */
  processStart: string | undefined;
  /** Where the pid means something: machine and pid namespace (a container has its own). */
  place: string;
  /** The machine's present life; another one after each start. Where it is not known, undefined. */
  boot: string | undefined;
  since: string;
}

export function identifyThisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    processStart: processStartOf(process.pid),
    place: thisPlace(),
    boot: readText('/proc/sys/kernel/random/boot_id'),
    since: new Date().toISOString(),
  };
}

/**
 * Whether a process runs. `elsewhere` when it was on another machine or in another container that shares
 * the folder: its pid means nothing here.
 */
export function findProcess(other: ProcessIdentity): 'runs' | 'ended' | 'elsewhere' {
  if (other.place !== thisPlace()) return 'elsewhere';
  if (hasRestartedSince(other)) return 'ended';
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'ended';
  }
  // A pid alone is not enough: by now it may belong to another program.
  const start = processStartOf(other.pid);
  return other.processStart === undefined || start === other.processStart ? 'runs' : 'ended';
}

function thisPlace(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function hasRestartedSince({ boot, since }: ProcessIdentity): boolean {
  const present = readText('/proc/sys/kernel/random/boot_id');
  if (boot !== undefined && present !== undefined) return boot !== present;
  const startedAt = Date.now() - uptime() * 1000;
  // Clocks are set; a process of the first seconds is rather taken for one that runs.
  return Date.parse(since) < startedAt - 60_000;
}

function processStartOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The command name, in parentheses, may hold spaces: count the fields after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has closed its files; only its parent has not noticed yet.
  return fields?.[0] === 'Z' ? 'ended' : fields?.[19];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
