import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempFolder } from './temp.js';
import { hasPrivateDaemons } from './test-daemons.js';

const script = fileURLToPath(new URL('../fixtures/daemons/start-and-wait.ts', import.meta.url));

describe.skipIf(!hasPrivateDaemons())('daemons of a test run that is killed', () => {
  it('end by themselves and leave no folder behind', async () => {
    const folder = tempFolder();
    // PostgreSQL may run under another account, and its folder is to be inside as well.
    chmodSync(folder, 0o755);
    const run = spawn(process.execPath, ['--import', 'tsx', script], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [line] = (await once(run.stdout, 'data')) as [Buffer];
    const ports = String(line)
      .trim()
      .split(' ')
      .map((url) => Number(new URL(url).port));
    const connections = await Promise.all(ports.map((port) => connectionThatEnds(port)));

    run.kill('SIGKILL');

    await Promise.all(connections.map(({ ended }) => ended));
    // The supervisors share the error output: it ends when the last of them has.
    await once(run.stderr.resume(), 'end');
    expect(readdirSync(folder).filter((name) => name.startsWith('evm-test-'))).toEqual([]);
  });
});

async function connectionThatEnds(port: number): Promise<{ ended: Promise<unknown> }> {
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return { ended: once(socket.resume(), 'close') };
}
