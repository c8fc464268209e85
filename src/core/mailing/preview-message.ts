import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../runtime/config/config-schema.js';
import type { Context } from '../runtime/context.js';
import { openDraftFile, removeAbandonedDrafts } from '../runtime/files/draft-file.js';
import { buildMail } from './adapters/build-mail.js';
import { composeFor, type MessageParts } from './compose-message.js';
import type { ReadyMessage } from './mail-transport.js';

/** A message as a participant would get it. */
export interface MessagePreview {
  subject: string;
  text: string;
  /** With its images in it, so that a browser can show it; as it is sent, it is in `eml`. */
  html: string;
  /** The whole of it in MIME, with its attachments. */
  eml: string;
}

/** Makes a message without sending or keeping it. Errors: those of tickets and templates. */
export async function previewMessage(
  context: Context,
  parts: Omit<MessageParts, 'id'>,
): Promise<MessagePreview> {
  const ready = await composeFor(context, { ...parts, id: context.ids.next() });
  const { subject, text } = ready;
  // The transfer encodings are ASCII throughout.
  const eml = buildMail(ready, context.clock.now()).raw.toString('latin1');
  return { subject, text, html: embedImages(ready), eml };
}

/**
 * Writes the HTML of a preview for a browser, for nobody else to read, and returns its path. Always the
 * same file, so that no heap of people's data is left behind.
 */
export async function writePreviewPage(
  { home }: Pick<Config, 'home'>,
  html: string,
): Promise<string> {
  const path = join(home, 'preview.html');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await removeAbandonedDrafts(home, 'preview.html');
  const openNew = async (draftPath: string) => await open(draftPath, 'wx', 0o600);
  const draft = await openDraftFile<FileHandle>(path, openNew);
  try {
    await draft.handle.writeFile(html);
    await draft.handle.close();
    await draft.publish();
    return path;
  } finally {
    await draft.handle.close().catch(() => undefined);
    await draft.discard();
  }
}

function embedImages({ html, attachments }: ReadyMessage): string {
  let page = html;
  for (const { contentId, contentType, content } of attachments) {
    if (contentId === undefined) continue;
    page = page.replaceAll(
      `cid:${contentId}`,
      `data:${contentType};base64,${content.toString('base64')}`,
    );
  }
  return page;
}
