import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { parseJson } from '../runtime/parse-json.js';

/** Rings when a service tells something of an event. */
export interface LiveBell {
  /** Resolves when it rang since the last call, or after so long. Ends with the error of its signal. */
  rung(withinMs: number): Promise<void>;
  close(): void;
}

const againMs = 1_000;
const handshakeMs = 10_000;
/** The service asks for a sign of life every half a minute: after this without one the line is dead. */
const silenceMs = 75_000;

/**
 * Listens to the live channel of a service (docs/live-channel.md), and connects again when it was cut off. What
 * it was told is nothing to rely on: whoever hears it reads how things are.
 */
export function openLiveBell(
  service: { url: string; key: string },
  { eventId, signal }: { eventId: string; signal: AbortSignal },
): LiveBell {
  const closing = new AbortController();
  const until = AbortSignal.any([signal, closing.signal]);
  let hasRung = false;
  let wake: (() => void) | undefined;

  function ring(): void {
    hasRung = true;
    wake?.();
  }

  /** Resolves at the next ring, at the end of the signal, or after so long. */
  async function nextRing(withinMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, withinMs);
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        wake = undefined;
        resolve();
      }
      wake = done;
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  async function listen(): Promise<void> {
    while (!until.aborted) {
      await connectOnce(service, { eventId, until, ring });
      await pause(againMs, undefined, { signal: until }).catch(() => undefined);
    }
  }

  void listen();
  return {
    async rung(withinMs) {
      if (!hasRung) await nextRing(withinMs);
      signal.throwIfAborted();
      hasRung = false;
    },
    close: () => closing.abort(),
  };
}

/** One connection, to its end, however it comes. */
async function connectOnce(
  { url, key }: { url: string; key: string },
  { eventId, until, ring }: { eventId: string; until: AbortSignal; ring: () => void },
): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/realtime`, {
    maxPayload: 1024 * 1024,
    handshakeTimeout: handshakeMs,
  });
  const stop = () => socket.terminate();
  until.addEventListener('abort', stop, { once: true });
  const silence = setTimeout(stop, silenceMs);
  socket.on('ping', () => silence.refresh());
  socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token: key })));
  socket.on('message', (data) => {
    const { type, sequence } = read(data);
    if (type === 'authenticated') {
      socket.send(JSON.stringify({ type: 'subscribe_event', eventId }));
    }
    // What happened between the last reading and this moment is not told any more.
    if (type === 'subscribed' || sequence !== undefined) ring();
  });
  await new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
  clearTimeout(silence);
  until.removeEventListener('abort', stop);
}

function read(data: unknown): { type?: unknown; sequence?: unknown } {
  return Object(parseJson(String(data)));
}
