import { constants, existsSync } from 'node:fs';
import { access, type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '../../runtime/clock.js';
import { openDraftFile, removeAbandonedDrafts } from '../../runtime/files/draft-file.js';
import type { MailTransport, SubmitOutcome } from '../mail-transport.js';
import { buildMail } from './build-mail.js';
import { stoppedOutcome } from './classify-smtp-error.js';

const accepted: SubmitOutcome = { kind: 'accepted', code: 250 };

/**
 * Writes each message as `<id>.eml` into a folder, whole or not at all, durably, for nobody else to
 * read. The same message has the same file: submitted again, it replaces itself.
 */
export function createFileTransport(folder: string, clock = systemClock): MailTransport {
  let folderReady: Promise<void> | undefined;

  async function makeFolder(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeAbandonedDrafts(folder);
  }

  async function write(name: string, content: Buffer): Promise<void> {
    folderReady ??= makeFolder();
    await folderReady;
    const openNew = async (path: string) => await open(path, 'wx', 0o600);
    const draft = await openDraftFile<FileHandle>(join(folder, name), openNew);
    try {
      await draft.handle.writeFile(content);
      await draft.handle.sync();
      await draft.handle.close();
      await draft.publish();
    } catch (error) {
      await draft.handle.close().catch(() => undefined);
      await draft.discard().catch(() => undefined);
      throw error;
    }
  }

  return {
    host: 'file',
    prepare: async (message) => buildMail(message, clock.now()),
    async submit({ messageId, raw }, { signal }) {
      if (signal?.aborted) return stoppedOutcome('connect');
      try {
        await write(fileNameOf(messageId), raw);
        return accepted;
      } catch (error) {
        // Whatever it was may be mended by the next time: look at the folder anew.
        folderReady = undefined;
        return outcomeOf(error);
      }
    },
    async verify() {
      try {
        const found = nearestExisting(folder);
        if (!(await stat(found)).isDirectory()) return outcomeOf({ code: 'ENOTDIR' });
        await access(found, constants.W_OK | constants.X_OK);
        return accepted;
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: async () => undefined,
  };
}

/** The part before the `@`, which is the message's id; anything that a path could be made of is escaped. */
function fileNameOf(messageId: string): string {
  const [id = ''] = messageId.replace(/^</, '').split('@');
  return `${encodeURIComponent(id).replace(/^\./, '%2E').slice(0, 200)}.eml`;
}

function nearestExisting(path: string): string {
  let found = path;
  while (!existsSync(found) && dirname(found) !== found) found = dirname(found);
  return found;
}

const meanings: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'the folder for mail may not be written to',
  EPERM: 'the folder for mail may not be written to',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a file is in the way of the folder for mail',
  EEXIST: 'a file is in the way of the folder for mail',
};

/** A folder that cannot be written to is a server that is down: every message would meet it. */
function outcomeOf(error: unknown): SubmitOutcome {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const reason = `${meanings[code] ?? 'the folder for mail cannot be written to'} (${code})`;
  return { kind: 'unreachable', phase: 'connect', code: undefined, reason };
}
