import { type Notice, noticeKinds } from './schema.js';

/**
 * The body of a webhook, as Standard Webhooks lays it out: what happened, when, and to what. Of people
 * there are counts. Undefined for what no program is told.
 */
export function webhookPayload(notice: Notice, event: { slug: string }): string | undefined {
  const type = noticeKinds[notice.kind].webhookType;
  if (type === null) return undefined;
  const { eventId, subjectId, facts, createdAt } = notice;
  const data = { event: { id: eventId, slug: event.slug }, subject: subjectId, ...facts };
  return JSON.stringify({ type, timestamp: createdAt.toISOString(), data });
}
