import type { WebSocket } from 'ws';
import type { Authenticator } from '../../../core/access/authenticate.js';
import { listenLive } from '../../../core/attendance/listen-live.js';
import {
  type LiveHead,
  readLiveEvents,
  readLiveHeads,
} from '../../../core/attendance/read-live.js';
import type { Context } from '../../../core/runtime/context.js';
import { endsWithin } from '../../ends-within.js';
import type { InTime } from '../in-time.js';
import type { ServiceMetrics } from '../metrics.js';
import { type ClientMessage, readClientMessage } from './client-message.js';
import { closeCodes } from './close-codes.js';
import { createEventFeed, type EventFeed } from './event-feed.js';
import { createLiveClient, type LiveClient } from './live-client.js';

/** The live channel of one service. */
export interface RealtimeHub {
  /** Takes a connection over, from its opening to its end. */
  accept(socket: WebSocket): void;
  /** Tells every client that the service restarts, and waits a moment for them to go. */
  close(): Promise<void>;
}

/** Milliseconds. */
export interface RealtimeTimes {
  /** Until the first message has to have come. */
  auth: number;
  /** Between two signs of life (seed 004). */
  heartbeat: number;
  /** Between two looks at what nobody told us of. */
  look: number;
}

export const usualTimes: RealtimeTimes = { auth: 5_000, heartbeat: 30_000, look: 2_000 };

const mostClients = 2_000;
/** Whoever missed more than that asks for the whole state, which is quicker. */
const mostReplayed = 10_000;
const goodbyeMs = 1_000;

export async function openRealtimeHub(
  context: Context,
  options: {
    authenticator: Authenticator;
    inTime: InTime;
    metrics: ServiceMetrics;
    times?: RealtimeTimes;
  },
): Promise<RealtimeHub> {
  // A statement that is never answered must not keep a feed, a look or a client waiting for ever.
  const { authenticator, inTime, metrics, times = usualTimes } = options;
  const { logger } = context;
  const clients = new Set<LiveClient>();
  const feeds = new Map<string, EventFeed>();
  const working = new Set<Promise<void>>();
  let isClosing = false;
  let isLooking = false;

  const listener = await listenLive(context, (eventId) => feeds.get(eventId)?.wake());
  const heartbeat = setInterval(askForLife, times.heartbeat);
  const looking = setInterval(() => {
    if (!isLooking) track(look());
  }, times.look);

  function track(work: Promise<void>): void {
    const tracked: Promise<void> = work.catch(noteFailure).finally(() => working.delete(tracked));
    working.add(tracked);
  }

  function noteFailure(err: unknown): void {
    logger.warn({ err }, 'the live channel could not read what is new; it tries again');
  }

  /** Whoever was answered in part only would wait for what never comes; it knows from where to go on. */
  function sendAway(client: LiveClient, err: unknown): void {
    logger.warn({ err }, 'a client of the live channel could not be answered; it may come back');
    leave(client);
    client.socket.close(closeCodes.tryAgain, 'not available');
  }

  function feedOf(eventId: string): EventFeed {
    const known = feeds.get(eventId);
    if (known) return known;
    const feed = createEventFeed(eventId, {
      read: async (after, limit) => {
        return await inTime(readLiveEvents(context, { eventId, after, limit }));
      },
      usable: async (keyIds) => await inTime(authenticator.usable(keyIds)),
      onFailure: noteFailure,
    });
    feeds.set(eventId, feed);
    return feed;
  }

  function accept(socket: WebSocket): void {
    if (isClosing || clients.size >= mostClients) {
      socket.close(isClosing ? closeCodes.restarting : closeCodes.tryAgain);
      return;
    }
    const client = createLiveClient(socket);
    clients.add(client);
    metrics.liveClients(clients.size);
    let hasAsked = false;
    const timer = setTimeout(() => {
      if (!hasAsked) socket.close(closeCodes.unauthorised, 'no auth in time');
    }, times.auth);
    // One message after the other: what a client says second may depend on its first.
    let turn = Promise.resolve();
    socket.on('message', (data: unknown) => {
      client.isAlive = true;
      if (!client.countMessage(performance.now())) return;
      const message = readClientMessage(data);
      if (message?.type === 'auth') hasAsked = true;
      turn = turn
        .then(async () => await answer(client, message))
        .catch((error: unknown) => sendAway(client, error));
    });
    socket.on('pong', () => {
      client.isAlive = true;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      clients.delete(client);
      leave(client);
      metrics.liveClients(clients.size);
    });
  }

  async function answer(client: LiveClient, message: ClientMessage | undefined): Promise<void> {
    if (!message) return sendError(client, 'invalid', 'the message is not one of the live channel');
    if (message.type === 'auth') return await authenticate(client, message.token);
    if (!client.caller) return client.socket.close(closeCodes.unauthorised, 'auth comes first');
    if (message.type === 'heartbeat') {
      return client.send({ type: 'heartbeat', timestamp: context.clock.now().getTime() });
    }
    const { eventId } = message;
    if (eventId !== client.caller.eventId) {
      return sendError(client, 'forbidden', 'the key or token belongs to another event');
    }
    leave(client);
    if (message.type === 'subscribe_event') return await subscribe(client, eventId, message.since);
    return client.send({ type: 'unsubscribed', eventId });
  }

  async function authenticate(client: LiveClient, token: string): Promise<void> {
    const caller = await inTime(authenticator.identify(token));
    const confirmed = caller && (await inTime(authenticator.confirm(caller)));
    const isUsable = caller !== undefined && confirmed !== undefined;
    if (!isUsable || !caller.scopes.includes('attendance:read')) {
      return client.socket.close(closeCodes.unauthorised, isUsable ? 'scope missing' : 'not valid');
    }
    if (client.caller && client.caller.eventId !== caller.eventId) leave(client);
    client.caller = caller;
    const { eventId, scopes } = caller;
    client.send({ type: 'authenticated', eventId, scopes });
  }

  async function subscribe(
    client: LiveClient,
    eventId: string,
    since: number | undefined,
  ): Promise<void> {
    const heads = await inTime(readLiveHeads(context, [eventId]));
    const head = heads.get(eventId) as LiveHead;
    const canReplay = since !== undefined && isThere(since, head);
    const cursor = canReplay ? since : head.last;
    client.following = { eventId, cursor };
    client.send({ type: 'subscribed', eventId, sequence: head.last });
    // Its number is too old, or of a record that was put back from a copy.
    if (since !== undefined && !canReplay)
      client.send({ type: 'resync', eventId, sequence: cursor });
    const feed = feedOf(eventId);
    await feed.join(client);
    feed.wake();
  }

  function leave(client: LiveClient): void {
    const { following } = client;
    client.following = undefined;
    if (following) feeds.get(following.eventId)?.leave(client);
  }

  /** What no call told us of, and who may not listen any more. */
  async function look(): Promise<void> {
    isLooking = true;
    try {
      await lookAtFeeds();
    } finally {
      isLooking = false;
    }
  }

  async function lookAtFeeds(): Promise<void> {
    const heads = await inTime(readLiveHeads(context, [...feeds.keys()]));
    for (const [eventId, feed] of feeds) {
      if (feed.isIdle) feeds.delete(eventId);
      if (feed.isBehind(heads.get(eventId)?.last ?? 0)) feed.wake();
      await feed.checkClients();
    }
  }

  function askForLife(): void {
    for (const client of clients) {
      if (!client.isAlive) client.socket.terminate();
      client.isAlive = false;
      if (client.isOpen()) client.socket.ping();
    }
  }

  async function closeAll(): Promise<void> {
    isClosing = true;
    clearInterval(heartbeat);
    clearInterval(looking);
    const gone = [...clients].map(async ({ socket }) => {
      await new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        socket.close(closeCodes.restarting, 'the service restarts');
      });
    });
    await endsWithin(Promise.all(gone), goodbyeMs);
    for (const { socket } of clients) socket.terminate();
    const settled = [...feeds.values()].map(async (feed) => await feed.settled());
    // After the clients, and not for ever: a database that answers nothing must not keep them here.
    await endsWithin(Promise.all([listener.close(), ...working, ...settled]), goodbyeMs);
  }

  let closing: Promise<void> | undefined;
  return {
    accept,
    close: async () => {
      closing ??= closeAll();
      await closing;
    },
  };
}

function isThere(since: number, { first, last }: LiveHead): boolean {
  return since <= last && since >= first - 1 && last - since <= mostReplayed;
}

function sendError(client: LiveClient, code: string, message: string): void {
  client.send({ type: 'error', code, message });
}
