import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Rings when a service tells something of an event. */
export interface LiveBell {
  /** Resolves when it rang since the last call, or after so long. Ends with the error of its signal. */
  rung(withinMs: number): Promise<void>;
  close(): void;
}

const againMs = 1_000;

/**
 * Listens to the live channel of a service (docs/live-channel.md), and connects again when it was cut off. What
 * it was told is nothing to rely on: whoever hears it reads how things are.
 */
export function openLiveBell(
  service: { url: string; key: string },
  { eventId, signal }: { eventId: string; signal: AbortSignal },
): LiveBell {
  const rings = new EventTarget();
  const closing = new AbortController();
  const until = AbortSignal.any([signal, closing.signal]);
  let hasRung = false;

  function ring(): void {
    hasRung = true;
    rings.dispatchEvent(new Event('ring'));
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
      const patience = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
      if (!hasRung) await once(rings, 'ring', { signal: patience }).catch(() => undefined);
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
  });
  const stop = () => socket.terminate();
  until.addEventListener('abort', stop, { once: true });
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
  until.removeEventListener('abort', stop);
}

function read(data: unknown): { type?: unknown; sequence?: unknown } {
  try {
    return Object(JSON.parse(String(data)));
  } catch {
    return {};
  }
}
