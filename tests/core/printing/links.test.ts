import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
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
  vi.unstubAllEnvs();
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

describe('a queue of CUPS', () => {
  /** Programs that stand for those of CUPS, and say what those say. */
  function cups({ lp = 'exit 0', lpstat }: { lp?: string; lpstat: string }) {
    const folder = tempFolder();
    const program = (name: string, lines: readonly string[]) => {
      const path = join(folder, name);
      writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
      chmodSync(path, 0o755);
      return path;
    };
    const keep = [`cat > "${folder}/job"`, `echo "$@" > "${folder}/arguments"`];
    const programs = {
      lp: program('lp', [...keep, lp]),
      lpstat: program('lpstat', [`echo "$LC_ALL $@" > "${folder}/asked"`, lpstat]),
    };
    const written = (name: string) => readFileSync(join(folder, name));
    return {
      open: async () => await openCupsLink('labels', { connectMs: 10_000, programs }),
      written,
    };
  }

  const since = 'since Sat Nov 21 14:33:54 2026';
  const open = `cat <<'E'\nlabels accepting requests ${since}\nprinter labels is idle.  enabled ${since}\nE`;

  it('gets the badge as it is, in one piece, and says whether it took it', async () => {
    const taken = cups({ lpstat: open });
    expect(await sendBadge(conversationOver(await taken.open()), badge)).toEqual({
      kind: 'confirmed',
    });
    expect(taken.written('job').equals(badge)).toBe(true);
    expect(`${taken.written('arguments')}`).toBe('-d labels -o raw -t badge -\n');
    expect(`${taken.written('asked')}`).toBe('C -a labels -p labels\n');
    const refused = await cups({ lpstat: open, lp: 'exit 1' }).open();
    expect(await sendBadge(conversationOver(refused), badge)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['refuses', `labels not accepting requests ${since} -\n\tRejecting Jobs`],
    [
      'is stopped',
      `labels accepting requests ${since}\nprinter labels disabled ${since} -\n\tPaused`,
    ],
  ])('keeps its badges here while it %s', async (_, says) => {
    const { open: openQueue } = cups({ lpstat: `cat <<'E'\n${says}\nE` });
    await expect(openQueue()).rejects.toThrow('stopped');
  });

  it('that there is not, or that nobody knows of, is offline', async () => {
    const { open: openQueue } = cups({ lpstat: 'echo "lpstat: Invalid destination" >&2; exit 1' });
    await expect(openQueue()).rejects.toThrow();
    const queue = { kind: 'cups', queue: 'labels' } as const;
    vi.stubEnv('PATH', tempFolder());
    await expect(openLink(queue, { connectMs: 10_000 })).rejects.toThrow('ENOENT');
  });
});
