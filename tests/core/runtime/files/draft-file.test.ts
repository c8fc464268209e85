import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  openDraftFile,
  removeAbandonedDrafts,
} from '../../../../src/core/runtime/files/draft-file.js';
import { tempFolder } from '../../../support/temp.js';

describe('a file that is being written', () => {
  async function startDraft(path: string, text: string) {
    const draft = await openDraftFile(path, async (name) => await open(name, 'wx'));
    await draft.handle.writeFile(text);
    await draft.handle.close();
    return draft;
  }

  test('has its name only once it is published, and nobody else needs to wait for that', async () => {
    const folder = tempFolder();
    const path = join(folder, 'list.txt');
    writeFileSync(path, 'old');
    const [first, second] = [await startDraft(path, 'first'), await startDraft(path, 'second')];
    expect(readFileSync(path, 'utf8')).toBe('old');
    await second.publish();
    await first.discard();
    await second.discard();
    expect(readdirSync(folder)).toEqual(['list.txt']);
    expect(readFileSync(path, 'utf8')).toBe('second');
  });

  test('is removed when its writer died, all or those of one name', async () => {
    const folder = tempFolder();
    const alive = `.b.csv.${process.pid}-1.partial`;
    const others = [alive, '.b.csv.partial', 'b.csv.99999999-1.partial'];
    const dead = ['.a.csv.99999999-1.partial', '.b.csv.99999999-2.partial'];
    for (const name of [...others, ...dead]) writeFileSync(join(folder, name), '');
    await removeAbandonedDrafts(folder, 'b.csv');
    expect(readdirSync(folder).sort()).toEqual([...others, dead[0]].sort());
    await removeAbandonedDrafts(folder);
    expect(readdirSync(folder).sort()).toEqual(others.sort());
  });
});
