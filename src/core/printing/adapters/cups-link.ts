import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { crashPoint } from '../../runtime/crash-points.js';
import type { PrinterLink } from '../printer-link.js';

const execute = promisify(execFile);

/** The programs of CUPS. */
const usualPrograms = { lp: 'lp', lpstat: 'lpstat' };

/**
 * Hands what was written to a queue of CUPS in one piece, as it is, when it is finished: `lp` answers when
 * the queue has taken it. The queue prints then, and tells nobody how it went. Rejects when there is no
 * such queue, or it takes or prints nothing now: badges wait here, where they can still go elsewhere.
 */
export async function openCupsLink(
  queue: string,
  { connectMs, programs = usualPrograms }: { connectMs: number; programs?: typeof usualPrograms },
): Promise<PrinterLink> {
  await requireOpenQueue(queue, { program: programs.lpstat, ms: connectMs });
  const written: Uint8Array[] = [];
  return {
    answers: false,
    async write(bytes) {
      written.push(bytes);
    },
    async read() {
      return undefined;
    },
    async finish(ms) {
      // The title is what everybody sees in the queue: no name in it.
      const args = ['-d', queue, '-o', 'raw', '-t', 'badge', '-'];
      await crashPoint('printer spool', async () => await run(programs.lp, args, { written, ms }));
    },
    destroy() {
      written.length = 0;
    },
  };
}

/** `lpstat` says in English what it is told to say in no language: lpstat(1), -a and -p. */
async function requireOpenQueue(
  queue: string,
  { program, ms }: { program: string; ms: number },
): Promise<void> {
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout } = await execute(program, ['-a', queue, '-p', queue], { env, timeout: ms });
  if (/^\S+ not accepting requests|^printer \S+ disabled/m.test(stdout)) {
    throw new Error('the queue is stopped');
  }
}

async function run(
  command: string,
  args: readonly string[],
  { written, ms }: { written: readonly Uint8Array[]; ms: number },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: ['pipe', 'ignore', 'ignore'], timeout: ms });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error('lp has not taken it'));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(Buffer.concat(written));
  });
}
