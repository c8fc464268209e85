import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createBufferFileSource } from '../../../src/core/imports/adapters/buffer-file-source.js';
import { countBytes } from '../../../src/core/imports/counting-source.js';

describe('a source that counts', () => {
  const bytes = Buffer.alloc(600_000, 'x');

  it('passes every byte on and tells how many there were, from the start at each opening', async () => {
    const source = countBytes(createBufferFileSource('list.csv', bytes));
    expect(source).toMatchObject({ name: 'list.csv', size: 600_000 });
    for (const _ of [1, 2]) {
      expect((await buffer(source.open())).equals(bytes)).toBe(true);
      expect(source.bytesRead()).toBe(600_000);
    }
    source.open().destroy();
    expect(source.bytesRead()).toBe(0);
  });

  it('hands on the failure of the file', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('the disk is gone'));
      },
    });
    const source = countBytes({ name: 'x', size: 1, open: () => broken });
    await expect(buffer(source.open())).rejects.toThrow('the disk is gone');
  });
});
