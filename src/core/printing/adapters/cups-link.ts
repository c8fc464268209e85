import { spawn } from 'node:child_process';
import { crashPoint } from '../../runtime/crash-points.js';
import type { PrinterLink } from '../printer-link.js';

/**
 * Hands what was written to a queue of CUPS in one piece, as it is, when it is finished: `lp` answers when
 * the queue has taken it. The queue prints then, and tells nobody how it went.
 */
export function openCupsLink(queue: string, command = 'lp'): PrinterLink {
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
      await crashPoint('printer spool', async () => await run(command, args, { written, ms }));
    },
    destroy() {
      written.length = 0;
    },
  };
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
