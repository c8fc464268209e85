import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileTransport } from '../../../src/core/mailing/adapters/file-transport.js';
import { handOver } from '../../support/hand-over.js';
import { tempFolder } from '../../support/temp.js';
import { readyMessage } from './sample-message.js';

const name = '01a1fc9a-0000-7000-8000-000000000001.eml';
const accepted = { kind: 'accepted', code: 250 };
const modeOf = (path: string) => statSync(path).mode & 0o777;
const isRoot = process.getuid?.() === 0;

async function submit(folder: string, changes: Partial<typeof readyMessage> = {}) {
  return await handOver(createFileTransport(folder), { ...readyMessage, ...changes });
}

describe('mail as files', () => {
  it('is one file for each message, which nobody else can read, in a folder that is made', async () => {
    const folder = join(tempFolder(), 'not', 'there');
    expect(await submit(folder)).toEqual(accepted);
    expect(readdirSync(folder)).toEqual([name]);
    expect(modeOf(folder)).toBe(0o700);
    expect(modeOf(join(folder, name))).toBe(0o600);
    expect(readFileSync(join(folder, name), 'latin1')).toContain('To: ');
  });

  it('replaces a message by itself when it is submitted again', async () => {
    const folder = tempFolder();
    await submit(folder, { subject: 'first' });
    await submit(folder, { subject: 'second' });
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name), 'latin1')).toContain('Subject: second');
  });

  it('is whole or not there: a message that cannot be kept leaves nothing behind', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, name));
    expect(await submit(folder)).toMatchObject({ kind: 'unreachable', phase: 'connect' });
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('removes what a process that died left half written', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, `.${name}.4194305-1.partial`), 'half');
    await submit(folder);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('never leaves its folder, whatever the id is', async () => {
    const outer = tempFolder();
    const folder = join(outer, 'mail');
    await submit(folder, { messageId: '<../../etc@example.com>' });
    expect(readdirSync(outer)).toEqual(['mail']);
    expect(readdirSync(folder)).toEqual(['%2E.%2F..%2Fetc.eml']);
  });

  it('says what is in the way, as of a server that is down, and goes on once it is gone', async () => {
    const outer = tempFolder();
    const folder = join(outer, 'mail');
    writeFileSync(folder, '');
    const reason = expect.stringContaining('a file is in the way');
    const transport = createFileTransport(folder);
    const outcome = { kind: 'unreachable', phase: 'connect', code: undefined, reason };
    expect(await handOver(transport, readyMessage)).toEqual(outcome);
    expect(await transport.verify()).toEqual(outcome);
    expect(await createFileTransport(join(folder, 'below')).verify()).toEqual(outcome);
    const other = createFileTransport(join(outer, 'other'));
    expect(await other.verify()).toEqual(accepted);
    expect(readdirSync(outer)).toEqual(['mail']);
  });

  it.skipIf(isRoot)('says when the folder may not be written to', async () => {
    const folder = tempFolder();
    chmodSync(folder, 0o500);
    const reason = expect.stringContaining('may not be written to');
    expect(await submit(folder)).toMatchObject({ kind: 'unreachable', reason });
    expect(await createFileTransport(folder).verify()).toMatchObject({ reason });
    chmodSync(folder, 0o700);
  });

  it('writes nothing when it is told to stop', async () => {
    const folder = tempFolder();
    const outcome = await handOver(createFileTransport(folder), readyMessage, {
      signal: AbortSignal.abort(),
    });
    expect(outcome).toMatchObject({ kind: 'deferred', phase: 'connect' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
