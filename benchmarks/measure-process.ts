import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What one finished process cost. */
export interface Measurement {
  /** From start to end, in seconds: what the person waits. */
  seconds: number;
  /** Largest resident set, in MB; NaN where /proc does not tell. */
  peakMb: number;
  /** Processor time of all its threads, in seconds; NaN where /proc does not tell. */
  cpuSeconds: number;
  stdout: string;
  exitCode: number | null;
}

/** Runs a command to its end. Memory is the kernel's own high-water mark, read until it exits. */
export async function measureProcess(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; stdin?: string; cwd?: string } = {},
): Promise<Measurement> {
  const start = performance.now();
  const child = spawn(command, args, { env: options.env ?? process.env, cwd: options.cwd });
  let peakMb = Number.NaN;
  let cpuSeconds = Number.NaN;
  const watch = setInterval(() => {
    peakMb = readPeak(child.pid) ?? peakMb;
    cpuSeconds = readProcessorTime(child.pid) ?? cpuSeconds;
  }, 20);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end(options.stdin ?? '');
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(watch);
  const seconds = (performance.now() - start) / 1000;
  if (exitCode !== 0 && exitCode !== 3) {
    throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}\n${stderr}`);
  }
  return { seconds, peakMb, cpuSeconds, stdout, exitCode };
}

function readPeak(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1000);
  } catch {
    return undefined;
  }
}

/** proc_pid_stat(5): fields 14 and 15, in ticks of a hundredth of a second. */
function readProcessorTime(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}
