import type { NumberedLiveEvent } from '../../../core/attendance/read-live.js';
import { closeCodes } from './close-codes.js';
import type { LiveClient } from './live-client.js';
import { mayHear } from './may-hear.js';

/** What a feed needs of the record. */
export interface FeedSource {
  read(after: number, limit: number): Promise<NumberedLiveEvent[]>;
  /** Those of these keys and tokens that are not revoked. */
  usable(keyIds: readonly string[]): Promise<Set<string>>;
  onFailure(error: unknown): void;
}

/** One event and its followers: each is told all it may hear once, in order, from its own number on. */
export interface EventFeed {
  /** Nobody follows it, and nobody is about to. */
  readonly isIdle: boolean;
  /** The newest number that the feed has told. */
  readonly last: number;
  /**
   * Whoever joins is told what came after its `following.cursor`, at its own pace until it has come as far
   * as the others. Returns when it has, or when it is gone.
   */
  join(client: LiveClient): Promise<void>;
  leave(client: LiveClient): void;
  /** There may be something new. Returns at once. */
  wake(): void;
  /** Closes those whose key or token was revoked. */
  checkClients(): Promise<void>;
  /** Waits for what is under way. */
  settled(): Promise<void>;
}

const pageSize = 500;

interface Told {
  event: NumberedLiveEvent;
  /** The same for all, so that it is made once. */
  text: string;
}

export function createEventFeed(eventId: string, last: number, source: FeedSource): EventFeed {
  const clients = new Set<LiveClient>();
  let newest = last;
  let joining = 0;
  let isWanted = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      try {
        await advance();
      } catch (error) {
        // Looked for again at the next sign, or at the next look.
        source.onFailure(error);
      }
    }
    running = undefined;
  }

  async function readPage(after: number): Promise<Told[]> {
    return (await source.read(after, pageSize)).map((event) => tell(eventId, event));
  }

  /** One reading serves all; whoever is a little ahead of the one furthest behind is not told again. */
  async function advance(): Promise<void> {
    for (;;) {
      const after = lowestCursor();
      if (after === undefined) return;
      const page = await readPage(after);
      if (page.length === 0) return;
      await checkClients();
      for (const client of clients) tellClient(client, page);
      // Only now: after a failure on the way the next look has to find that there is something new.
      newest = Math.max(newest, page.at(-1)?.event.sequence ?? 0);
      if (page.length < pageSize) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  function lowestCursor(): number | undefined {
    const cursors = [...clients].map(({ following }) => following?.cursor ?? newest);
    return cursors.length === 0 ? undefined : Math.min(...cursors);
  }

  async function catchUp(client: LiveClient): Promise<void> {
    const { following } = client;
    while (following && client.following === following && client.isOpen()) {
      const page = await readPage(following.cursor);
      if (client.following !== following || !client.isOpen()) return;
      tellClient(client, page);
      if (page.length < pageSize) {
        // What is committed from here on is read after this by the feed, from the cursor.
        clients.add(client);
        return;
      }
      await client.drained();
    }
  }

  async function checkClients(): Promise<void> {
    const keyIds = new Set([...clients].flatMap(({ caller }) => caller?.keyId ?? []));
    if (keyIds.size === 0) return;
    const usable = await source.usable([...keyIds]);
    for (const client of clients) {
      if (client.caller && usable.has(client.caller.keyId)) continue;
      clients.delete(client);
      client.socket.close(closeCodes.unauthorised, 'revoked');
    }
  }

  return {
    get isIdle() {
      return clients.size === 0 && joining === 0;
    },
    get last() {
      return newest;
    },
    async join(client) {
      joining += 1;
      try {
        await catchUp(client);
      } finally {
        joining -= 1;
      }
    },
    leave: (client) => void clients.delete(client),
    wake() {
      isWanted = true;
      running ??= run();
    },
    checkClients,
    settled: async () => await running,
  };
}

function tellClient(client: LiveClient, page: readonly Told[]): void {
  const { following } = client;
  if (!following) return;
  for (const { event, text } of page) {
    if (event.sequence <= following.cursor) continue;
    if (mayHear(client.caller, event) && !client.sendText(text)) return;
    // Past what it may not hear as well, or the feed would read that for it again and again.
    following.cursor = event.sequence;
  }
}

function tell(eventId: string, event: NumberedLiveEvent): Told {
  const { sequence, type, data, createdAt } = event;
  const at = createdAt.toISOString();
  return { event, text: JSON.stringify({ ...data, type, eventId, sequence, at }) };
}
