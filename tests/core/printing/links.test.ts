import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCupsLink } from '../../../src/core/printing/adapters/cups-link.js';
import { openNetworkLink } from '../../../src/core/printing/adapters/network-link.js';
import { openLink } from '../../../src/core/printing/adapters/open-link.js';
import { askPrinter, sendBadge } from '../../../src/core/printing/converse.js';
import { languages } from '../../../src/core/printing/languages/languages.js';
import type { PrinterLink } from '../../../src/core/printing/printer-link.js';
import { tempFolder } from '../../support/temp.js';
import { longPatience, profileOf, smallBitmap } from './sample-printing.js';

const profile = { ...profileOf('escpos'), status: 'none' } as const;
const badge = languages.escpos.encode(smallBitmap, profile);
const conversationOver = (link: PrinterLink, badgeMs = longPatience.badgeMs) => ({
  ...{ link, profile, language: languages.escpos },
  patience: { ...longPatience, badgeMs },
});

let server: Server | undefined;
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

async function listen(serve: (socket: Socket) => void, allowHalfOpen = false) {
  const started = createServer({ allowHalfOpen }, (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  if (address === null || typeof address === 'string') throw new Error('a port is needed');
  return await openNetworkLink({ host: '127.0.0.1', port: address.port }, { connectMs: 60_000 });
}

describe('a printer that never answers', () => {
  it('has printed when it has read all and closes the line', async () => {
    const read: Buffer[] = [];
    const link = await listen((socket) => socket.on('data', (bytes) => read.push(bytes)));
    const conversation = conversationOver(link);
    expect(await askPrinter(conversation)).toBeUndefined();
    expect(await sendBadge(conversation, badge)).toEqual({ kind: 'confirmed' });
    expect(Buffer.concat(read).equals(badge)).toBe(true);
  });

  it('leaves the badge unknown when it resets the line, or keeps it', async () => {
    const reset = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await sendBadge(conversationOver(reset), badge)).toMatchObject({ kind: 'unknown' });
    await new Promise((resolve) => server?.close(resolve));
    const sockets: Socket[] = [];
    const kept = await listen((socket) => void sockets.push(socket.resume()), true);
    expect(await sendBadge(conversationOver(kept, 100), badge)).toMatchObject({ kind: 'unknown' });
    for (const socket of sockets) socket.destroy();
  });

  it('that reads nothing stops nobody for ever', async () => {
    const sockets: Socket[] = [];
    const link = await listen((socket) => void sockets.push(socket.pause()));
    const large = Buffer.alloc(64 * 1024 * 1024);
    expect(await sendBadge(conversationOver(link, 200), large)).toMatchObject({ kind: 'unknown' });
    for (const socket of sockets) socket.destroy();
  });
});

it('a file takes one badge after the other', async () => {
  const path = join(tempFolder(), 'badges.prn');
  for (let count = 0; count < 2; count++) {
    const link = await openLink({ kind: 'file', path }, { connectMs: 10_000 });
    expect(await sendBadge(conversationOver(link), badge)).toEqual({ kind: 'confirmed' });
  }
  expect(readFileSync(path).equals(Buffer.concat([badge, badge]))).toBe(true);
  const away = { kind: 'device', path: '/dev/no-such-printer/lp0' } as const;
  await expect(openLink(away, { connectMs: 10_000 })).rejects.toThrow();
  // A device that is gone must not become a file that swallows badges.
  for (const name of [path, `${path}.gone`]) {
    const device = { kind: 'device', path: name } as const;
    await expect(openLink(device, { connectMs: 10_000 })).rejects.toThrow(/no device|ENOENT/);
  }
});

it('a queue of CUPS gets the badge as it is, in one piece, and says whether it took it', async () => {
  const folder = tempFolder();
  const command = join(folder, 'lp');
  const write = (end: string) => {
    writeFileSync(
      command,
      `#!/bin/sh\ncat > "${folder}/job"\necho "$@" > "${folder}/arguments"\n${end}\n`,
    );
    chmodSync(command, 0o755);
  };
  write('exit 0');
  const taken = openCupsLink('labels', command);
  expect(await sendBadge(conversationOver(taken), badge)).toEqual({ kind: 'confirmed' });
  expect(readFileSync(join(folder, 'job')).equals(badge)).toBe(true);
  expect(readFileSync(join(folder, 'arguments'), 'utf8')).toBe('-d labels -o raw -t badge -\n');
  write('exit 1');
  const refused = openCupsLink('labels', command);
  expect(await sendBadge(conversationOver(refused), badge)).toMatchObject({ kind: 'unknown' });
});
