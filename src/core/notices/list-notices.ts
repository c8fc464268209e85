import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { type ListedNotice, selectNotices } from './notice-repository.js';
import type { NoticeChannel, NoticeContent, NoticeKind } from './schema.js';

/** A notice as `--json` prints it: without whom it is for. */
export interface NoticeDocument {
  id: string;
  event: string;
  kind: NoticeKind;
  channel: NoticeChannel;
  /** Of the import, the campaign, the event or the participant that it is about. */
  subject: string;
  state: string;
  facts: NoticeContent['facts'];
  attempts: number;
  reason: string | null;
  createdAt: string;
  toldAt: string | null;
}

/** The newest notices, at most `limit`, of one event or of all. */
export async function listNotices(
  { database }: Pick<Context, 'database'>,
  { event, limit }: { event: Event | undefined; limit: number },
): Promise<NoticeDocument[]> {
  return (await selectNotices(database.knex, { eventId: event?.id, limit })).map(documentOf);
}

function documentOf(notice: ListedNotice): NoticeDocument {
  const { id, event, kind, channel, subjectId, state, facts, attempts, reason } = notice;
  return {
    ...{ id, event, kind, channel, subject: subjectId, state, facts, attempts, reason },
    createdAt: notice.createdAt.toISOString(),
    toldAt: notice.toldAt?.toISOString() ?? null,
  };
}
