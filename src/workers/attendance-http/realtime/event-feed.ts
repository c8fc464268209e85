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
  /** Whether somebody who follows was not told yet what came with this number. */
  isBehind(sequence: number): boolean;
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

export function createEventFeed(eventId: string, source: FeedSource): EventFeed {
  const clients = new Set<LiveClient>();
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
      dropGone();
      const after = lowestCursor();
      if (after === undefined) return;
      const page = await readPage(after);
      if (page.length === 0) return;
      for (const client of await closeRevoked(clients)) {
        // Who has joined from further back has not heard what lies between: the next reading tells it.
        if ((client.following?.cursor ?? after) >= after) tellClient(client, page);
      }
      if (page.length < pageSize) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Whoever is closing, and takes its time, must not keep the others at its number. */
  function dropGone(): void {
    for (const client of clients) if (!client.isOpen()) clients.delete(client);
  }

  function lowestCursor(): number | undefined {
    const cursors = [...clients].flatMap(({ following }) => following?.cursor ?? []);
    return cursors.length === 0 ? undefined : Math.min(...cursors);
  }

  async function catchUp(client: LiveClient): Promise<void> {
    const { following } = client;
    while (following && client.following === following && client.isOpen()) {
      const page = await readPage(following.cursor);
      // What it missed may be long: whether it may hear that is asked for each page.
      if (page.length > 0 && (await closeRevoked([client])).length === 0) return;
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

  /** Closes whoever may not hear any more, and returns those that may. */
  async function closeRevoked(some: Iterable<LiveClient>): Promise<LiveClient[]> {
    const asked = [...some].flatMap((client) => {
      return client.caller ? [{ client, caller: client.caller }] : [];
    });
    if (asked.length === 0) return [];
    const usable = await source.usable([...new Set(asked.map(({ caller }) => caller.keyId))]);
    // With another key by now, nobody has asked about that one.
    const same = asked.filter(({ client, caller }) => client.caller === caller);
    for (const { client } of same.filter(({ caller }) => !usable.has(caller.keyId))) {
      clients.delete(client);
      client.socket.close(closeCodes.unauthorised, 'revoked');
    }
    return same.map(({ client }) => client).filter((client) => client.isOpen());
  }

  return {
    get isIdle() {
      return clients.size === 0 && joining === 0;
    },
    isBehind: (sequence) => (lowestCursor() ?? Number.POSITIVE_INFINITY) < sequence,
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
    checkClients: async () => void (await closeRevoked(clients)),
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
