/** The Message-ID of a message, with angle brackets: the same for every submission of it. */
export function messageIdOf(messageId: string, domain: string): string {
  return `<${messageId}@${domain}>`;
}

/**
 * The message that a Message-ID in `text` belongs to: the first UUIDv7 right before an `@`. Header
 * values, whole header blocks and running text will do; case and lines that were broken anywhere do not
 * matter. What stands after the `@` is not looked at: a domain may have changed since, and an id that
 * somebody else made names no message of ours.
 */
export function parseMessageId(text: string): string | undefined {
  const found = uuidBeforeAt.exec(text) ?? uuidBeforeAt.exec(text.replace(lineBreaks, ''));
  return found?.[1]?.toLowerCase();
}

const uuidBeforeAt =
  /(?<![0-9a-z-])([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})@/i;
const lineBreaks = /\r?\n[ \t]*/g;
