import { WebSocket } from 'ws';
import type { Context } from '../../../src/core/runtime/context.js';
import { usualTimes } from '../../../src/workers/attendance-http/realtime/realtime-hub.js';

/** All the time there is for the first message, however slow the machine. */
export const patientTimes = { ...usualTimes, auth: 3_600_000 };

/** No look in a test's time: whatever comes was told of. */
export const neverLook = { ...patientTimes, look: 3_600_000 };

/** What was told of an event until now was not: the tests count from one. */
export async function countFromOne(
  { database }: Pick<Context, 'database'>,
  eventId: string,
): Promise<void> {
  for (const table of ['live_events', 'live_counters']) {
    await database.knex(table).where({ event_id: eventId }).delete();
  }
}

export interface LiveMessage {
  type: string;
  eventId?: string;
  sequence?: number;
  [field: string]: unknown;
}

/** A client of the live channel. */
export interface LiveConnection {
  readonly socket: WebSocket;
  /** Everything that came. */
  readonly messages: readonly LiveMessage[];
  send(message: object): void;
  /** The first message, of those that came or come, for which this holds. */
  until(matches: (message: LiveMessage) => boolean): Promise<LiveMessage>;
  /** The code with which the connection ends. */
  readonly closed: Promise<number>;
}

/** Opens a connection; rejects with the status where the service refuses. */
export async function openLive(
  service: { url: string },
  options: { headers?: Record<string, string>; autoPong?: boolean } = {},
): Promise<LiveConnection> {
  const { autoPong = true, headers = {} } = options;
  const url = `${service.url.replace(/^http/, 'ws')}/realtime`;
  const socket = new WebSocket(url, { autoPong, headers });
  const messages: LiveMessage[] = [];
  const waiting = new Set<(message: LiveMessage) => void>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as LiveMessage;
    messages.push(message);
    for (const look of [...waiting]) look(message);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`refused with ${response.statusCode}`));
    });
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  return {
    socket,
    messages,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    until: async (matches) => {
      const found = messages.find(matches);
      if (found) return found;
      return await new Promise((resolve, reject) => {
        const look = (message: LiveMessage) => {
          if (!matches(message)) return;
          waiting.delete(look);
          resolve(message);
        };
        waiting.add(look);
        void closed.then((code) => reject(new Error(`closed with ${code}`)));
      });
    },
  };
}

/** Opens a connection, says who it is and follows an event. */
export async function follow(
  service: { url: string },
  options: { key: string; eventId: string; since?: number },
): Promise<LiveConnection> {
  const { key, eventId, since } = options;
  const live = await openLive(service);
  live.send({ type: 'auth', token: key });
  live.send({ type: 'subscribe_event', eventId, ...(since === undefined ? {} : { since }) });
  await live.until(({ type }) => type === 'subscribed');
  return live;
}

/** Resolves when it follows as the others do: what a client says is answered in turn. */
export async function hasJoined(live: LiveConnection): Promise<void> {
  live.send({ type: 'heartbeat' });
  await live.until(({ type }) => type === 'heartbeat');
}

/** The numbers of the events that came, in their order. */
export function sequencesOf({ messages }: LiveConnection): number[] {
  return messages
    .filter(({ type }) => !['subscribed', 'resync'].includes(type))
    .flatMap(({ sequence }) => sequence ?? []);
}
