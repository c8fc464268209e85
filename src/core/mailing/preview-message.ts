import type { Context } from '../runtime/context.js';
import { buildMime } from './adapters/to-nodemailer.js';
import { composeFor, type MessageParts } from './compose-message.js';

/** A message as a participant would get it. */
export interface MessagePreview {
  subject: string;
  text: string;
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
  const { subject, text, html } = ready;
  // The transfer encodings are ASCII throughout.
  return { subject, text, html, eml: (await buildMime(ready)).toString('latin1') };
}
